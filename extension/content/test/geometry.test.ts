import assert from "node:assert/strict";
import { test } from "node:test";

import { around, type Box, boxAt, contains, overlap, spotFor } from "../src/geometry";

const BUTTON = { width: 28, height: 28 };
const VIEW = { width: 320, height: 200 };

function box(x: number, y: number, width = 100, height = 20): Box {
  return { x, y, width, height };
}

function placed(number: Box[], rightToLeft = false): Box | null {
  const [line = box(0, 0)] = number;
  const spot = spotFor(line, number, BUTTON, VIEW, rightToLeft);
  return spot && boxAt(spot, BUTTON);
}

test("the button stands behind its number, level with it", () => {
  assert.deepEqual(placed([box(50, 90)]), { x: 154, y: 86, width: 28, height: 28 });
});

test("in right-to-left text behind is on the left", () => {
  assert.deepEqual(placed([box(150, 90)], true), { x: 118, y: 86, width: 28, height: 28 });
});

test("without room behind, the button stands before its number", () => {
  assert.equal(placed([box(215, 90)])?.x, 215 - 4 - 28);
  assert.equal(placed([box(5, 90)], true)?.x, 5 + 100 + 4);
});

test("with room on neither side it stands below, or else above", () => {
  assert.deepEqual(placed([box(0, 90, 320)]), { x: 0, y: 114, width: 28, height: 28 });
  assert.deepEqual(placed([box(0, 175, 320)]), { x: 0, y: 143, width: 28, height: 28 });
});

test("at the upper edge it is held in view beside its number", () => {
  assert.equal(placed([box(20, 0, 292), box(0, 20, 320), box(0, 40, 320, 160)]), null);
  const spot = spotFor(
    box(50, 0, 100, 12),
    [box(50, 0, 100, 12), box(0, 30, 320, 170)],
    BUTTON,
    VIEW,
    false,
  );
  assert.equal(spot && boxAt(spot, BUTTON).y, 0);
});

test("nowhere does it cover a line of its number or leave the view", () => {
  for (let x = -50; x < 330; x += 7) {
    for (let y = -30; y < 210; y += 7) {
      for (const width of [10, 90, 200, 320]) {
        for (const rightToLeft of [false, true]) {
          const number = [box(x, y, width), box(x - 60, y + 20, width)];
          const button = placed(number, rightToLeft);
          if (button !== null) {
            assert.ok(!number.some((line) => overlap(line, button)));
            assert.deepEqual(around([button, box(0, 0, VIEW.width, VIEW.height)]), {
              x: 0,
              y: 0,
              ...VIEW,
            });
          }
        }
      }
    }
  }
});

test("boxes that share an edge do not overlap", () => {
  assert.equal(overlap(box(0, 0), box(100, 0)), false);
  assert.equal(overlap(box(0, 0), box(99, 19)), true);
});

test("a box contains its edge", () => {
  assert.equal(contains(box(10, 10), { x: 110, y: 30 }), true);
  assert.equal(contains(box(10, 10), { x: 111, y: 30 }), false);
});

test("there is nothing around no boxes", () => {
  assert.deepEqual(around([]), { x: 0, y: 0, width: 0, height: 0 });
});
