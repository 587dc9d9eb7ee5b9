// The same server under another name is another origin, and another site.

const frame = document.querySelector('[title="Of another origin"]');
const other = new URL("other.html", location.href);
other.hostname = "localhost";
frame.src = other.href;

window.lob = {
  done: new Promise((resolve) => window.addEventListener("load", resolve, { once: true })),
  expected: () =>
    ["0130", "0131", "0132", "0133", "0134", "0135"].map((line) => `+1 425-555-${line}`),
};
