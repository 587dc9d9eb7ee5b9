// AG Grid Community: 100 000 rows, of which it keeps those in the DOM that can be seen.

import { AllCommunityModule, createGrid, ModuleRegistry } from "ag-grid-community";

import { nextFrame, person } from "../people.js";

ModuleRegistry.registerModules([AllCommunityModule]);

const ROWS = 100_000;
const STOPS = [1000, 50_000, 99_999, 40_000];
const place = document.querySelector("#grid");

const grid = createGrid(place, {
  columnDefs: [
    { field: "id", headerName: "Order number", width: 130 },
    { field: "name", headerName: "Name" },
    { field: "phone", headerName: "Phone", colId: "phone", width: 160 },
  ],
  rowData: Array.from({ length: ROWS }, (_, index) => {
    const { name, phone } = person(index);
    return { id: 4_255_550_000 + index, name, phone };
  }),
  suppressColumnVirtualisation: true,
});

async function work() {
  for (const row of STOPS) {
    grid.ensureIndexVisible(row, "middle");
    for (let frames = 0; frames < 10; frames += 1) {
      await nextFrame();
    }
  }
}

/** The grid keeps some rows more than can be seen. */
function isInView(cell) {
  const { x, y, width, height } = cell.getBoundingClientRect();
  return cell.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}

window.lob = {
  done: work(),
  expected: () =>
    [...place.querySelectorAll('.ag-row [col-id="phone"]')]
      .filter(isInView)
      .map((cell) => cell.textContent),
};
