// Changes of the kinds that frameworks make: rows added, moved and removed, text nodes written in place.

const rows = document.querySelector("#rows");
let next = rows.rows.length;

/** (206) 555-0100 to 555-0199, over and over. */
function nextNumber() {
  const line = String(100 + (next % 100)).padStart(4, "0");
  next += 1;
  return `(206) 555-${line}`;
}

function add() {
  const row = rows.insertRow();
  row.insertCell().append(`Caller ${next + 1}`);
  row.insertCell().append(nextNumber());
}

function change() {
  rows.rows[0].cells[1].firstChild.data = nextNumber();
}

function move() {
  rows.prepend(rows.rows[rows.rows.length - 1]);
}

function remove() {
  rows.rows[rows.rows.length - 1].remove();
}

function clear() {
  CSS.highlights.clear();
}

for (const act of [add, change, move, remove, clear]) {
  document.querySelector(`#${act.name}`).addEventListener("click", act);
}
