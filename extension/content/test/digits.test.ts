import assert from "node:assert/strict";
import { test } from "node:test";

import { hasDigit, mayHoldNumber, mayHoldNumbers } from "../src/digits";

test("a text with five digits close together may hold a number", () => {
  for (const text of [
    "(425) 555-0123",
    "Tel. +49 30 / 23125-104",
    "425.555.0123",
    "40000",
    "call 1 - 2 - 3 - 4 - 5",
    "٤٢٥-٥٥٥-٠١٢٣",
    "４２５ ５５５ ０１２３",
    "+1\u00a0425\u2011555\u20110123",
  ]) {
    assert.equal(mayHoldNumber(text), true, text);
  }
});

test("digits far apart, or parted by letters, are no number", () => {
  for (const text of [
    "",
    "Room 4, floor 2",
    "2026",
    "12 of 3 May 2026",
    "$99.50",
    "A1B2C3D4E5F6",
  ]) {
    assert.equal(mayHoldNumber(text), false, text);
  }
});

test("a digit of any script is a digit", () => {
  assert.equal(hasDigit("no. ५"), true);
  assert.equal(hasDigit("none ½ ² Ⅳ"), false);
});

test("a megabyte of digits and marks is judged in linear time", () => {
  const text = `${"1 ".repeat(3)}x`.repeat(150_000);
  const start = performance.now();
  assert.equal(mayHoldNumber(text), false);
  assert.ok(performance.now() - start < 2000);
});

test("a piece of a page may hold numbers when letters part no five digits of it", () => {
  for (const text of ["Phone\n      (425)\n          555-0123\n", "Ada 12\n45 6", "٤٢٥ ٥٥"]) {
    assert.equal(mayHoldNumbers(text), true, text);
  }
  for (const text of ["", "No. 1000 Ada, floor 2", "Straße 12a, 1. Etage", "4 of 25 é 555"]) {
    assert.equal(mayHoldNumbers(text), false, text);
  }
});

test("nothing is said of a piece of a page that is long", () => {
  assert.equal(mayHoldNumbers("a".repeat(70_000)), true);
});
