// Vue: a list that is sorted, written in place, and moved into another element by a teleport.

import { createApp, Fragment, h, nextTick, ref, Teleport } from "vue";

import { nextFrame, person, phone } from "../people.js";

const ROWS = 40;
const STEPS = 40;
const PEOPLE = Array.from({ length: ROWS }, (_, index) => person(200 + index));
const step = ref(0);

const phoneOf = (id) => phone(id % 4 === 0 ? id + step.value : id);

function sorted() {
  return PEOPLE.toSorted((one, other) =>
    step.value % 3 === 0
      ? one.name.localeCompare(other.name)
      : (one.id - other.id) * (step.value % 2 || -1),
  );
}

function tickets() {
  return sorted().map(({ id, name }) =>
    h("li", { key: id }, [h("strong", name), " – ", h("span", phoneOf(id))]),
  );
}

const Tickets = () =>
  h(Fragment, [
    h("ul", tickets()),
    h(Teleport, { to: "body" }, [h("footer", { key: "f" }, `On duty: ${phone(260 + step.value)}`)]),
  ]);

async function work() {
  createApp(Tickets).mount("#app");
  for (step.value = 1; step.value < STEPS; step.value += 1) {
    await nextTick();
    await nextFrame();
  }
  await nextTick();
}

window.lob = {
  done: work(),
  expected: () => [...sorted().map(({ id }) => phoneOf(id)), phone(260 + STEPS)],
};
