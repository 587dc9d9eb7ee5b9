import assert from "node:assert/strict";
import { test } from "node:test";

import { lookFor } from "../src/controls/look";

test("dark text stands on a light page, in every colour space", () => {
  for (const color of [
    "rgb(0, 0, 0)",
    "rgba(28, 35, 51, 0.9)",
    "rgb(52, 87, 213)",
    "oklch(0.21 0.034 264.665)",
    "lab(20 10 -30)",
    "color(srgb 0.1 0.2 0.3)",
    "",
  ]) {
    assert.equal(lookFor(color), "light", color);
  }
});

test("light text stands on a dark page, in every colour space", () => {
  for (const color of [
    "rgb(255, 255, 255)",
    "rgba(231, 235, 243, 0.87)",
    "rgb(142, 166, 255)",
    "oklch(0.967 0.003 264.542)",
    "lab(92 0 0)",
    "color(srgb 0.9 0.9 0.95)",
  ]) {
    assert.equal(lookFor(color), "dark", color);
  }
});
