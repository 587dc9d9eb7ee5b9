// A keyed list that React sorts, changes in place, filters and renders again in each of the first
// sixty frames, while Pagedial looks for numbers in it.

import { createElement, useLayoutEffect, useState } from "react";
import { createRoot } from "react-dom/client";

import { nextFrame, person, phone } from "../people.js";

const ROWS = 60;
const STEPS = 60;
const PEOPLE = Array.from({ length: ROWS }, (_, index) => person(index));

let show;

function Customers() {
  const [step, setStep] = useState(0);
  useLayoutEffect(() => {
    show = setStep;
  }, []);
  return createElement(
    "table",
    null,
    createElement(
      "thead",
      null,
      createElement(
        "tr",
        null,
        createElement("th", null, "Name"),
        createElement("th", null, "Phone"),
      ),
    ),
    createElement(
      "tbody",
      null,
      rowsOf(step).map(({ id, name }) =>
        createElement(
          "tr",
          { key: id },
          createElement("td", null, name),
          // One text node, whose data React changes.
          createElement("td", null, phoneOf(id, step)),
        ),
      ),
    ),
  );
}

function rowsOf(step) {
  const left = PEOPLE.filter(({ id }) => step === STEPS || id % 7 !== step % 7);
  return left.toSorted((one, other) =>
    step % 2 === 0 ? one.name.localeCompare(other.name) : other.id - one.id,
  );
}

function phoneOf(id, step) {
  return phone(id % 3 === 0 ? id + step : id);
}

async function work() {
  createRoot(document.querySelector("#app")).render(createElement(Customers));
  while (show === undefined) {
    await nextFrame();
  }
  for (let step = 1; step <= STEPS; step += 1) {
    show(step);
    await nextFrame();
  }
  await nextFrame();
}

window.lob = { done: work(), expected: () => PEOPLE.map(({ id }) => phoneOf(id, STEPS)) };
