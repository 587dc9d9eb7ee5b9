/** Fields with a line of text, whose values no change of the DOM tells of. */

import { mayHoldNumber } from "./digits";
import { isInsideClosed } from "./elements";

/** Fields of a frame that are looked at. */
const MOST = 500;

/** The longest value that can be a number and its label. */
const LONGEST = 64;

const LINE = /^(?:text|tel|search)$/;

/** The fields of a frame that were come upon and are still there. */
export class Inputs {
  readonly #met = new Set<HTMLInputElement>();

  /** Takes note of a field. */
  meet(field: Element): void {
    if (field instanceof HTMLInputElement && this.#met.size < MOST) {
      this.#met.add(field);
    }
  }

  *[Symbol.iterator](): Generator<HTMLInputElement> {
    for (const field of this.#met) {
      if (field.isConnected) {
        yield field;
      } else {
        this.#met.delete(field);
      }
    }
  }
}

/** Whether a field's value may be a number. */
export function mayBeNumber(input: HTMLInputElement): boolean {
  const { type, value } = input;
  return (
    LINE.test(type) && value.length <= LONGEST && mayHoldNumber(value) && !isInsideClosed(input)
  );
}
