/** Brings together what a block's text says and what its links dial. */

import type { FoundNumber, NumberFacts } from "./protocol";

/** A link with the number that it dials, when it dials one. */
export interface DialledSpan {
  readonly start: number;
  readonly end: number;
  readonly number: NumberFacts | undefined;
}

/**
 * The numbers of a block. A link's own number is what its author meant, so it wins over a number
 * read from the link's text, and stands in for a text without one ("Call us").
 */
export function merge(
  found: readonly FoundNumber[],
  links: readonly DialledSpan[],
): readonly FoundNumber[] {
  let numbers = found.filter(({ number }) => number.verdict !== "not_a_number");
  for (const { start, end, number } of links) {
    if (number === undefined) {
      continue;
    }
    const inside = numbers.filter((other) => other.start < end && other.end > start);
    const [only] = inside;
    if (only === undefined) {
      numbers.push({ start, end, number });
    } else if (inside.length === 1) {
      numbers = numbers.map((other) => (other === only ? { ...only, number } : other));
    }
  }
  return numbers.sort((one, other) => one.start - other.start);
}

/** The numbers that no link has a part in. */
export function outside(
  found: readonly FoundNumber[],
  links: readonly { readonly start: number; readonly end: number }[],
): readonly FoundNumber[] {
  return found.filter((number) =>
    links.every(({ start, end }) => number.start >= end || number.end <= start),
  );
}
