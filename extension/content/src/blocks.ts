/**
 * Blocks: the text that a person reads as one piece, with a way back to the places it came from.
 *
 * Pure. A "node" is anything that text came from; in the frame it is a `Text`.
 */

/** Where a stretch of a block's text stands in its node. Offsets are UTF-16 code units. */
export interface Segment<N> {
  readonly node: N;
  /** Offset in the node. */
  readonly from: number;
  /** Offset in the block's text. */
  readonly at: number;
  readonly length: number;
}

/** A stretch of a node. */
export interface Stretch<N> {
  readonly node: N;
  readonly from: number;
  readonly to: number;
}

/** Text with the places it came from, in order. */
export interface Block<N> {
  readonly text: string;
  readonly segments: readonly Segment<N>[];
}

/**
 * The longest text of a block. A paragraph is far below; a log in one text node is cut, so that one
 * answer stays small and one change asks for little again.
 */
export const LONGEST_BLOCK = 8192;

/** Longer than any number with its marks; a cut looks back this far for a place between words. */
const LOOK_BACK = 256;

const WHITE = /[ \t\n\r\f]+/g;

/** White space that does not stay as it is, wherever the text comes to stand. */
const COLLAPSES = /[\t\n\r\f]|^ | $| {2}/;

/**
 * Joins pieces of text into blocks. White space is collapsed as CSS does
 * (css-text-3 §4.1.1), because a number may be broken over two lines of the source.
 */
export class BlockBuilder<N> {
  #parts: string[] = [];
  #segments: Segment<N>[] = [];
  #length = 0;
  #endsWhite = true;

  /**
   * Adds a stretch of a node.
   *
   * @param data the node's whole text
   * @param preserved whether its line breaks are kept (`white-space: pre`)
   */
  add(node: N, data: string, preserved: boolean, from = 0, to = data.length): void {
    if (preserved) {
      this.#append(node, data.slice(from, to), from);
      this.#endsWhite = false;
      return;
    }
    const text = data.slice(from, to);
    if (text !== "" && !COLLAPSES.test(text)) {
      this.#append(node, text, from);
      this.#endsWhite = false;
      return;
    }
    let done = 0;
    for (const { 0: run, index } of text.matchAll(WHITE)) {
      const keep = index === 0 && this.#endsWhite ? 0 : 1;
      if (run === " " && keep === 1) {
        continue;
      }
      this.#append(node, `${text.slice(done, index)}${" ".repeat(keep)}`, from + done);
      done = index + run.length;
    }
    this.#append(node, text.slice(done), from + done);
    if (text !== "") {
      this.#endsWhite = /[ \t\n\r\f]$/.test(text);
    }
  }

  /** Code units so far. */
  get length(): number {
    return this.#length;
  }

  /** What was added so far, as blocks of at most {@link LONGEST_BLOCK}. */
  takeAll(): Block<N>[] {
    const blocks = this.takeFull();
    if (this.#length > 0) {
      blocks.push({ text: this.#parts.join(""), segments: this.#segments });
    }
    this.#empty();
    return blocks;
  }

  /** The full blocks of what was added so far; the rest stays. */
  takeFull(): Block<N>[] {
    const blocks: Block<N>[] = [];
    if (this.#length <= LONGEST_BLOCK) {
      return blocks;
    }
    const whole = { text: this.#parts.join(""), segments: this.#segments };
    let start = 0;
    while (whole.text.length - start > LONGEST_BLOCK) {
      const end = placeToCut(whole.text, start);
      blocks.push(part(whole, start, end));
      start = end;
    }
    const rest = part(whole, start, whole.text.length);
    this.#parts = [rest.text];
    this.#segments = [...rest.segments];
    this.#length = rest.text.length;
    return blocks;
  }

  #empty(): void {
    this.#parts = [];
    this.#segments = [];
    this.#length = 0;
    this.#endsWhite = true;
  }

  #append(node: N, text: string, from: number): void {
    if (text === "") {
      return;
    }
    this.#segments.push({ node, from, at: this.#length, length: text.length });
    this.#parts.push(text);
    this.#length += text.length;
  }
}

/** The stretches of nodes that a span of a block's text stands for, in order. */
export function stretches<N>(block: Block<N>, start: number, end: number): Stretch<N>[] {
  const found: Stretch<N>[] = [];
  for (const { node, from, at, length } of block.segments) {
    const first = Math.max(start, at);
    const last = Math.min(end, at + length);
    if (first >= last) {
      continue;
    }
    const to = from + last - at;
    const previous = found.at(-1);
    if (previous?.node === node) {
      found[found.length - 1] = { node, from: previous.from, to };
    } else {
      found.push({ node, from: from + first - at, to });
    }
  }
  return found;
}

/** Behind the last letter or line break that a full block can have: no number holds one. */
function placeToCut(text: string, start: number): number {
  const end = start + LONGEST_BLOCK;
  const between = /[\p{L}\n][^\p{L}\n]*$/u.exec(text.slice(end - LOOK_BACK, end));
  return between === null ? end : end - LOOK_BACK + between.index + 1;
}

function part<N>(block: Block<N>, start: number, end: number): Block<N> {
  const segments: Segment<N>[] = [];
  for (const { node, from, at, length } of block.segments) {
    const first = Math.max(start, at);
    const last = Math.min(end, at + length);
    if (first < last) {
      segments.push({ node, from: from + first - at, at: first - start, length: last - first });
    }
  }
  return { text: block.text.slice(start, end), segments };
}
