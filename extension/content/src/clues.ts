/** What the page says of its country. */

import type { Found, Group, PageClues } from "./protocol";
import { textOf } from "./surroundings";

/** Code units of the page's text that are sent with each question. */
const TEXT = 2048;

/** Milliseconds until the text is gathered anew: an application fills its page bit by bit. */
const OUTDATED = 10_000;

/**
 * Where addresses stand. Asked one by one: a selector of one name or attribute goes through a table of
 * 10 000 rows in 0.7 ms, a list of three in 4 ms (Chromium 156).
 */
const ADDRESSES = ["address", "[itemprop=address]", "footer"];

/** The clues of one frame: gathered when a question needs them. */
export class Clues {
  #seen: string[] = [];
  #text = "";
  #gathered = -OUTDATED;

  /** Asks with the clues, and learns from the answer. */
  async ask(
    find: (page: PageClues, groups: Group[]) => Promise<Found>,
    groups: Group[],
  ): Promise<Found> {
    const found = await find(this.#now(), groups);
    this.#seen = found.seen;
    return found;
  }

  #now(): PageClues {
    const now = performance.now();
    if (now - this.#gathered >= OUTDATED) {
      this.#gathered = now;
      this.#text = addresses();
    }
    return {
      language: document.documentElement.lang.slice(0, 35),
      text: this.#text,
      seen: this.#seen,
    };
  }
}

function addresses(): string {
  let text = document.title;
  for (const element of ADDRESSES.flatMap((selector) => [...document.querySelectorAll(selector)])) {
    if (text.length >= TEXT) {
      break;
    }
    text += ` ${textOf(element, TEXT)}`;
  }
  return text.slice(0, TEXT).toWellFormed();
}
