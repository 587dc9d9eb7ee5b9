import assert from "node:assert/strict";
import { test } from "node:test";

import { merge, outside } from "../src/merge";
import type { FoundNumber, NumberFacts } from "../src/protocol";

function facts(e164: string, verdict = "call"): NumberFacts {
  return { e164, international: e164, region: "US", type: "fixed_line", verdict, reason: "valid" };
}

function found(start: number, end: number, e164: string, verdict?: string): FoundNumber {
  return { start, end, number: facts(e164, verdict) };
}

test("the numbers of the text stay as they are where there is no link", () => {
  const numbers = [found(0, 12, "+14255550123"), found(20, 32, "+14255550124")];
  assert.deepEqual(merge(numbers, []), numbers);
});

test("what is not meant as a number is left out", () => {
  assert.deepEqual(merge([found(0, 12, "+14255550123", "not_a_number")], []), []);
});

test("a doubtful number is kept", () => {
  assert.equal(merge([found(0, 12, "+14255550123", "doubtful")], []).length, 1);
});

test("a link without a number in its text stands for the number that it dials", () => {
  const number = facts("+442079460212");
  assert.deepEqual(merge([], [{ start: 5, end: 12, number }]), [{ start: 5, end: 12, number }]);
});

test("what a link dials wins over what its text says", () => {
  const number = facts("+442079460212");
  assert.deepEqual(merge([found(6, 14, "+14255550123")], [{ start: 5, end: 20, number }]), [
    { start: 6, end: 14, number },
  ]);
});

test("a link around several numbers leaves them alone", () => {
  const numbers = [found(0, 12, "+14255550123"), found(15, 27, "+14255550124")];
  assert.deepEqual(merge(numbers, [{ start: 0, end: 27, number: facts("+14255550123") }]), numbers);
});

test("a link that dials no valid number changes nothing", () => {
  const numbers = [found(0, 12, "+14255550123")];
  assert.deepEqual(merge(numbers, [{ start: 0, end: 12, number: undefined }]), numbers);
});

test("numbers come in the order of the text", () => {
  const starts = merge(
    [found(30, 40, "+14255550123")],
    [{ start: 0, end: 7, number: facts("+14255550124") }],
  ).map(({ start }) => start);
  assert.deepEqual(starts, [0, 30]);
});

test("links that are left take the numbers with them that they have a part in", () => {
  const numbers = [found(0, 12, "+14255550123"), found(20, 32, "+14255550124")];
  assert.deepEqual(outside(numbers, [{ start: 30, end: 40 }]), [numbers[0]]);
  assert.deepEqual(outside(numbers, [{ start: 12, end: 20 }]), numbers);
});
