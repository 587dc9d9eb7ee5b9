/** Fields with a line of text, whose values no change of the DOM tells of. */

import { mayHoldNumber } from "./digits";
import { isInsideClosed } from "./elements";

/** Fields of a frame that are looked at. */
const MOST = 500;

/** The longest value that can be a number and its label. */
const LONGEST = 64;

const LINES = new Set(["text", "tel", "search"]);

/** The fields of a frame, outside shadow roots. The browser keeps their list. */
export function inputs(): HTMLInputElement[] {
  return [...document.getElementsByTagName("input")].slice(0, MOST);
}

/** Whether a field's value may be a number. */
export function mayBeNumber(input: HTMLInputElement): boolean {
  const { type, value } = input;
  return (
    LINES.has(type) && value.length <= LONGEST && mayHoldNumber(value) && !isInsideClosed(input)
  );
}
