/**
 * The numbers in a frame's fields. A value changes without any change of the DOM, so the fields are
 * looked at once a second, and when the pointer or the focus comes to one.
 */

import { mayBeNumber } from "../inputs";
import type { Ask } from "../numbers";
import type { PageSettings } from "../protocol";
import type { Place } from "../surroundings";
import type { FieldNumber } from "./target";

/** What the fields need of their frame. */
export interface FieldsSurface {
  /** The fields of the frame. */
  readonly inputs: Iterable<HTMLInputElement>;
  /** What is set; `undefined` until the background has said so. */
  settings(): PageSettings | undefined;
  /** Asks the background what is set. */
  learnSettings(): void;
  ask: Ask;
  /** Sends what was asked. */
  flush(): void;
}

/** A field's value with what it was found to be. */
interface Reading {
  readonly value: string;
  number: FieldNumber | undefined;
}

/** The numbers of one frame's fields. */
export class Fields {
  readonly #surface: FieldsSurface;
  readonly #changed: () => void;
  readonly #readings = new Map<HTMLInputElement, Reading>();
  #asksSettings = false;

  /** @param changed called when the numbers are not the same any more */
  constructor(surface: FieldsSurface, changed: () => void) {
    this.#surface = surface;
    this.#changed = changed;
  }

  /** All of them. */
  *[Symbol.iterator](): Generator<FieldNumber> {
    for (const { number } of this.#readings.values()) {
      if (number !== undefined) {
        yield number;
      }
    }
  }

  /** How many there are. */
  get count(): number {
    return [...this].length;
  }

  /** The number of an element, when it is a field with one. */
  at(element: Element | null): FieldNumber | undefined {
    if (!(element instanceof HTMLInputElement)) {
      return undefined;
    }
    this.#read(element);
    this.#surface.flush();
    return this.#readings.get(element)?.number;
  }

  /** Looks at every field. */
  look(): void {
    const fields = new Set([...this.#readings.keys(), ...this.#surface.inputs]);
    for (const field of fields) {
      this.#read(field);
    }
    this.#surface.flush();
  }

  #read(field: HTMLInputElement): void {
    const { value } = field;
    const before = this.#readings.get(field);
    if (!field.isConnected || !mayBeNumber(field) || !this.#isRead(field)) {
      this.#readings.delete(field);
      if (before?.number !== undefined) {
        this.#changed();
      }
    } else if (before?.value !== value) {
      const reading: Reading = { value, number: undefined };
      this.#readings.set(field, reading);
      this.#surface.ask(value, placeOf(field), (found) => {
        const [number, other] = found.filter(({ number }) => number.verdict !== "not_a_number");
        if (number !== undefined && other === undefined) {
          reading.number = { facts: number.number, text: value, field };
        }
        this.#changed();
      });
    }
  }

  /** Whether a field is one to read: what a person writes elsewhere is theirs unless they say so. */
  #isRead(field: HTMLInputElement): boolean {
    if (field.type === "tel" || field.readOnly || field.disabled) {
      return true;
    }
    const settings = this.#surface.settings();
    if (settings === undefined && !this.#asksSettings) {
      this.#asksSettings = true;
      this.#surface.learnSettings();
    }
    return settings?.inputs === "all";
  }
}

/** What a form says of a field. */
function placeOf(field: HTMLInputElement): Place {
  const label = [field.labels?.[0]?.textContent, field.ariaLabel, field.placeholder]
    .map((text) => text?.replace(/\s+/g, " ").trim().slice(0, 80))
    .find(Boolean);
  const names = [field.type, field.name, field.id, field.autocomplete].join(" ").slice(0, 200);
  const surroundings = { before: "", header: "", label: label ?? "", field: names, column: [] };
  const key = ["", "", surroundings.label, names].join("\0");
  return { key, length: key.length, surroundings };
}
