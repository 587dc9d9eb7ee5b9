// 10 000 rows of five cells: 50 000 text nodes.

import { person } from "../people.js";

const ROWS = 10_000;
const rows = document.querySelector("#rows");
for (let index = 0; index < ROWS; index += 1) {
  const { name, phone } = person(index);
  const row = rows.insertRow();
  for (const text of [`${index + 1}`, name, phone, `20${10 + (index % 15)}`, "prefers mornings"]) {
    row.insertCell().append(text);
  }
}

window.lob = {
  done: Promise.resolve(),
  expected: () =>
    [...rows.rows]
      .map(({ cells }) => cells[2])
      .filter((cell) => {
        const { top, bottom } = cell.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      })
      .map((cell) => cell.textContent),
};
