import assert from "node:assert/strict";
import { test } from "node:test";

import { type Block, BlockBuilder, LONGEST_BLOCK, stretches } from "../src/blocks";

/** A block of pieces; each node is its own text. */
function blockOf(pieces: string[], preserved = false): Block<string> {
  const builder = new BlockBuilder<string>();
  for (const piece of pieces) {
    builder.add(piece, piece, preserved);
  }
  const [block] = builder.takeAll();
  assert.ok(block);
  return block;
}

/** What a span of a block's text is in the nodes. */
function raw(block: Block<string>, start: number, end: number): string[] {
  return stretches(block, start, end).map(({ node, from, to }) => node.slice(from, to));
}

test("pieces become one text, and a span of it leads back to its pieces", () => {
  const block = blockOf(["Call ", "(425)", " 555-0100", " now"]);
  assert.equal(block.text, "Call (425) 555-0100 now");
  assert.deepEqual(raw(block, 5, 19), ["(425)", " 555-0100"]);
});

test("white space is collapsed and a number broken over source lines leads back whole", () => {
  const block = blockOf(["\n    (425)\n      555-0100\t\n"]);
  assert.equal(block.text, "(425) 555-0100 ");
  assert.deepEqual(raw(block, 0, 14), ["(425)\n      555-0100"]);
});

test("white space at a seam is collapsed to one space", () => {
  const block = blockOf(["425 \n", "\n 555", " ", " 0100"]);
  assert.equal(block.text, "425 555 0100");
  assert.deepEqual(raw(block, 8, 12), ["0100"]);
});

test("preserved line breaks stay, so that two lines are not one number", () => {
  const block = blockOf(["555-0100\n425-555-0101"], true);
  assert.equal(block.text, "555-0100\n425-555-0101");
});

test("non-breaking spaces are text", () => {
  assert.equal(blockOf(["425\u00a0\u00a0555"]).text, "425\u00a0\u00a0555");
});

test("a span over nothing leads nowhere", () => {
  assert.deepEqual(stretches(blockOf(["abc"]), 3, 9), []);
});

test("a long text is cut between words and nothing of it is lost", () => {
  const text = "Ada (425) 555-0100, Bruno +44 20 7946 0018; ".repeat(1000);
  const builder = new BlockBuilder<string>();
  builder.add(text, text, false);
  const blocks = builder.takeAll();
  assert.equal(blocks.map((block) => block.text).join(""), text);
  assert.ok(blocks.every((block) => block.text.length <= LONGEST_BLOCK));
  for (const block of blocks) {
    assert.deepEqual(raw(block, 0, block.text.length), [block.text]);
    assert.doesNotMatch(block.text, /^[\d)]|\d$/, "cut inside a number");
  }
});

test("a long text without a place to cut is cut all the same", () => {
  const text = "1".repeat(3 * LONGEST_BLOCK + 7);
  const builder = new BlockBuilder<string>();
  builder.add(text, text, false);
  assert.equal(
    builder
      .takeAll()
      .map((block) => block.text)
      .join(""),
    text,
  );
});

test("full blocks are taken early and the rest is read on from there", () => {
  const text = "Ada 425-555-0100 ".repeat(2000);
  const builder = new BlockBuilder<string>();
  const blocks: Block<string>[] = [];
  for (let from = 0; from < text.length; from += 5000) {
    builder.add(text, text, false, from, Math.min(from + 5000, text.length));
    blocks.push(...builder.takeFull());
  }
  blocks.push(...builder.takeAll());
  assert.equal(blocks.map((block) => block.text).join(""), text);
  let at = 0;
  for (const block of blocks) {
    const [first] = stretches(block, 0, 1);
    assert.equal(first?.from, at);
    at += block.text.length;
  }
});
