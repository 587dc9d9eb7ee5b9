// The sample CRM's own behaviour: sorting, searching, light or dark. Rows are moved, never rebuilt,
// so their text nodes stay the same, as with the keyed lists of frameworks.

const body = document.querySelector("tbody");
const headers = [...document.querySelectorAll("th")];

function sortKey(row, column) {
  const cell = row.cells[column];
  const dated = cell.querySelector("time");
  return cell.dataset.sort ?? dated?.dateTime ?? cell.textContent.trim();
}

function sortBy(header) {
  const column = headers.indexOf(header);
  const direction = header.ariaSort === "ascending" ? -1 : 1;
  const order = new Intl.Collator("en", { numeric: true });
  const rows = [...body.rows].sort(
    (one, other) => direction * order.compare(sortKey(one, column), sortKey(other, column)),
  );
  body.append(...rows);
  for (const each of headers) {
    each.ariaSort = "none";
  }
  header.ariaSort = direction === 1 ? "ascending" : "descending";
}

for (const header of headers) {
  header.querySelector("button").addEventListener("click", () => sortBy(header));
}

document.querySelector("#search").addEventListener("input", (event) => {
  const wanted = event.target.value.toLowerCase();
  for (const row of body.rows) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
  }
});

document.querySelector("#theme").addEventListener("click", () => {
  const page = document.documentElement;
  const dark = page.dataset.theme
    ? page.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  page.dataset.theme = dark ? "light" : "dark";
});
