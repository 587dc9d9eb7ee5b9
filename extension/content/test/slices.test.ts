import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Slices, type Work } from "../src/slices";

/** The parts of a browser that slices stand on: a tab that can be hidden, and its idle periods. */
class Tab extends EventTarget {
  hidden = false;

  show(): void {
    this.hidden = false;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

let tab: Tab;

beforeEach(() => {
  tab = new Tab();
  Object.assign(globalThis, {
    document: tab,
    requestIdleCallback: (run: (period: { timeRemaining(): number }) => void) =>
      setImmediate(run, { timeRemaining: () => 50 }),
  });
});

/** Some turns of the event loop, in which anything that is due would be done. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next));
};

/** Work that notes each of its steps; with each the time of a slice is over. */
function* steps(count: number, done: number[]): Work {
  for (let step = 0; step < count; step += 1) {
    done.push(step);
    const end = performance.now() + 5;
    while (performance.now() < end);
    yield;
  }
}

test("nothing is done while the tab is hidden, and all of it once it is shown", async () => {
  tab.hidden = true;
  const done: number[] = [];
  const settled = new Promise<void>((settle) => {
    const slices = new Slices(() => settle());
    slices.add(steps(1, done));
  });
  await turns();
  assert.deepEqual(done, []);
  tab.show();
  await settled;
  assert.deepEqual(done, [0]);
});

test("long work is done in several slices, each followed by a breath", async () => {
  const done: number[] = [];
  const slicesOf: number[] = [];
  await new Promise<void>((settle) => {
    const slices = new Slices(() => {
      slicesOf.push(done.length);
      if (done.length === 4) settle();
    });
    slices.add(steps(4, done));
  });
  assert.deepEqual(slicesOf, [1, 2, 3, 4]);
});

test("what fails ends neither the work behind it nor what is added later", async () => {
  const reported: unknown[] = [];
  Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) });
  const done: number[] = [];
  // biome-ignore lint/correctness/useYield: it fails before it could pause
  function* failing(): Work {
    throw new Error("one place of the page");
  }
  await new Promise<void>((settle) => {
    const slices = new Slices(() => done.length === 1 && settle());
    slices.add(failing());
    slices.add(steps(1, done));
  });
  assert.equal(reported.length, 1);
  assert.deepEqual(done, [0]);
});
