// People of the sample applications. Their numbers are of those that are reserved for fiction:
// 555-0100 to 555-0199 in each area of the North American Numbering Plan.

const FIRST =
  "Ada Bo Chidi Dana Emre Fumi Grace Hugo Ines Jomo Kiri Lena Mads Noor Olga Paul".split(" ");
const LAST = "Abel Brandt Castro Doyle Eriksen Fontaine Garcia Haddad Ivanov Jensen Kowal".split(
  " ",
);
const AREAS = [206, 212, 305, 312, 415, 425, 503, 617, 702, 808];

/** The person of an index: always the same one. */
export function person(index) {
  const first = FIRST[index % FIRST.length];
  const last = LAST[Math.floor(index / FIRST.length) % LAST.length];
  return { id: index, name: `${first} ${last}`, phone: phone(index) };
}

/** A number of an index: (206) 555-0100 and so on. */
export function phone(index) {
  const area = AREAS[Math.floor(index / 100) % AREAS.length];
  return `(${area}) 555-0${100 + (index % 100)}`;
}

/** Resolves when the browser has shown a frame. */
export function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
