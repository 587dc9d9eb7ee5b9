/** The numbers that a frame shows. */

import { type Stretch, stretches } from "./blocks";
import { mayHoldNumber } from "./digits";
import { type DialledSpan, merge, outside } from "./merge";
import type { FoundNumber, NumberFacts } from "./protocol";
import type { ReadBlock } from "./read";
import { NOWHERE, type Place } from "./surroundings";

/** A number in the page. */
export interface ShownNumber {
  readonly facts: NumberFacts;
  /** The text as the person reads it. */
  readonly text: string;
  /** The places of the text, in order; at least one. */
  readonly places: readonly Stretch<Text>[];
  /** The text in its places when it was found. */
  readonly written: string;
}

/** Asks for the numbers in a text. */
export type Ask = (
  text: string,
  place: Place,
  receive: (numbers: readonly FoundNumber[]) => void,
) => void;

/** Where numbers are painted. */
export interface Canvas {
  /** Takes a number that was found. */
  add(number: ShownNumber): void;
  /** Takes note of a number that was read again, maybe in another place. */
  keep(number: ShownNumber): void;
  /** Takes a number away. */
  remove(number: ShownNumber): void;
}

/** What a run of text nodes said when it was last read. */
interface Reading {
  readonly nodes: readonly Text[];
  readonly blocks: readonly ReadBlock[];
  /** Earlier readings of the same nodes; their numbers stay until this one is answered. */
  readonly before: Set<Reading>;
  numbers: readonly ShownNumber[];
  /** Whether it is the last one and the page has not changed the nodes since. */
  current: boolean;
}

/** Every number that the frame shows, by the text nodes it stands in. */
export class Numbers {
  readonly #ask: Ask;
  readonly #canvas: Canvas;
  readonly #readsText: boolean;
  readonly #changed: () => void;
  readonly #byNode = new WeakMap<Text, Reading>();
  readonly #shown = new Set<Reading>();
  #count = 0;
  /** Whether links that dial are left to the page and the system; said before the first answer. */
  leavesLinks = false;

  /**
   * @param readsText whether the page lets us look into its text, not only at its links
   * @param changed called whenever the numbers are not the same any more
   */
  constructor(ask: Ask, canvas: Canvas, readsText: boolean, changed: () => void) {
    this.#ask = ask;
    this.#readsText = readsText;
    this.#canvas = canvas;
    this.#changed = changed;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** All of them. */
  *[Symbol.iterator](): Generator<ShownNumber> {
    for (const { numbers } of this.#shown) {
      yield* numbers;
    }
  }

  /** Those that have a place in a text node. */
  in(node: Text): ShownNumber[] {
    const numbers = this.#byNode.get(node)?.numbers ?? [];
    return numbers.filter(({ places }) => places.some((place) => place.node === node));
  }

  /** Takes the text nodes of a run that was read, with the blocks that may hold numbers. */
  take(nodes: readonly Text[], blocks: readonly ReadBlock[]): void {
    const earlier = this.#readingsOf(nodes);
    const [known] = earlier;
    if (known !== undefined && earlier.size === 1 && known.current && isSame(known, blocks)) {
      for (const number of known.numbers) {
        this.#canvas.keep(number);
      }
      return;
    }
    if (blocks.length === 0) {
      earlier.forEach((reading) => {
        this.#forget(reading);
      });
      return;
    }
    const before = new Set<Reading>();
    for (const reading of earlier) {
      reading.current = false;
      // An unanswered reading passes on what it waited to replace, so that no chain grows.
      for (const shown of [reading, ...reading.before]) {
        if (shown.numbers.length > 0) {
          before.add(shown);
        }
      }
    }
    const reading: Reading = { nodes, blocks, before, numbers: [], current: true };
    for (const node of nodes) {
      this.#byNode.set(node, reading);
    }
    this.#find(reading);
  }

  #readingsOf(nodes: readonly Text[]): Set<Reading> {
    const readings = new Set<Reading>();
    for (const node of nodes) {
      const reading = this.#byNode.get(node);
      if (reading !== undefined) {
        readings.add(reading);
      }
    }
    return readings;
  }

  /** Takes note that the page changed a text node, before it is read anew. */
  touch(node: Text): void {
    const reading = this.#byNode.get(node);
    if (reading === undefined) {
      return;
    }
    reading.current = false;
    for (const each of [reading, ...reading.before]) {
      this.#show(each, each.numbers.filter(standsStill));
    }
  }

  /** Forgets the numbers whose text is no longer in the page. */
  forgetRemoved(): void {
    for (const reading of this.#shown) {
      if (!reading.nodes.some(({ isConnected }) => isConnected)) {
        this.#forget(reading);
      } else if (!reading.numbers.every(isInPage)) {
        reading.current = false;
        this.#show(reading, reading.numbers.filter(isInPage));
      }
    }
  }

  /** Forgets the numbers inside an element. */
  forgetInside(element: Element): void {
    for (const reading of this.#shown) {
      if (reading.nodes.some((node) => element.contains(node))) {
        this.#forget(reading);
      }
    }
  }

  #find(reading: Reading): void {
    const answers = reading.blocks.map((block) => new Answer(block, () => this.leavesLinks));
    const questions = answers.flatMap((answer) => answer.questions(this.#readsText));
    let unanswered = questions.length;
    for (const { text, place, receive } of questions) {
      this.#ask(text, place, (numbers) => {
        receive(numbers);
        unanswered -= 1;
        if (unanswered === 0 && reading.current) {
          this.#forgetBefore(reading);
          const numbers = answers.flatMap((answer) => answer.numbers());
          // What the page took out meanwhile was not shown, so nobody would forget it again.
          const present = numbers.filter(isInPage);
          reading.current = present.length === numbers.length;
          this.#show(reading, present);
        }
      });
    }
  }

  #forgetBefore(reading: Reading): void {
    reading.before.forEach((earlier) => {
      this.#forget(earlier);
    });
    reading.before.clear();
  }

  #forget(reading: Reading): void {
    reading.current = false;
    this.#show(reading, []);
    for (const node of reading.nodes) {
      if (this.#byNode.get(node) === reading) {
        this.#byNode.delete(node);
      }
    }
    this.#forgetBefore(reading);
  }

  /** Makes these the numbers of a reading. */
  #show(reading: Reading, numbers: readonly ShownNumber[]): void {
    if (reading.numbers.length === 0 && numbers.length === 0) {
      return;
    }
    const before = new Set(reading.numbers);
    const now = new Set(numbers);
    reading.numbers = numbers;
    this.#count += now.size - before.size;
    for (const number of before) {
      if (!now.has(number)) {
        this.#canvas.remove(number);
      }
    }
    for (const number of now) {
      if (!before.has(number)) {
        this.#canvas.add(number);
      }
    }
    if (numbers.length > 0) {
      this.#shown.add(reading);
    } else {
      this.#shown.delete(reading);
    }
    this.#changed();
  }
}

function isSame(reading: Reading, blocks: readonly ReadBlock[]): boolean {
  return (
    reading.blocks.length === blocks.length &&
    blocks.every((block, index) => isSameBlock(block, reading.blocks[index]))
  );
}

function isSameBlock(one: ReadBlock, other: ReadBlock | undefined): boolean {
  return (
    one.text === other?.text &&
    one.segments.length === other.segments.length &&
    one.segments.every(
      ({ node, from }, index) =>
        node === other.segments[index]?.node && from === other.segments[index]?.from,
    ) &&
    one.links.length === other.links.length &&
    one.links.every(({ dials }, index) => dials === other.links[index]?.dials)
  );
}

function shown(block: ReadBlock, { start, end, number }: FoundNumber): ShownNumber[] {
  const places = stretches(block, start, end);
  return places.length === 0
    ? []
    : [{ facts: number, text: block.text.slice(start, end), places, written: written(places) }];
}

function written(places: readonly Stretch<Text>[]): string {
  return places.map(({ node, from, to }) => node.data.slice(from, to)).join("");
}

/** Whether all of a number is in the page. */
function isInPage({ places }: ShownNumber): boolean {
  return places.every(({ node }) => node.isConnected);
}

/** Whether a number's text is still in its places. */
function standsStill(number: ShownNumber): boolean {
  return written(number.places) === number.written;
}

/** What becomes known of a block: the numbers in its text and those of its links. */
class Answer {
  readonly #block: ReadBlock;
  #found: readonly FoundNumber[] = [];
  readonly #links: DialledSpan[] = [];
  readonly #leavesLinks: () => boolean;

  constructor(block: ReadBlock, leavesLinks: () => boolean) {
    this.#block = block;
    this.#leavesLinks = leavesLinks;
  }

  questions(readsText: boolean): Question[] {
    const { text, links, place } = this.#block;
    const questions: Question[] = links.map(({ start, end, dials }) => ({
      text: dials,
      place: NOWHERE,
      receive: ([first, second]) => {
        this.#links.push({ start, end, number: second ? undefined : first?.number });
      },
    }));
    if (readsText && mayHoldNumber(text)) {
      questions.push({
        text,
        place,
        receive: (numbers) => {
          this.#found = numbers;
        },
      });
    }
    return questions;
  }

  numbers(): ShownNumber[] {
    const numbers = this.#leavesLinks()
      ? merge(outside(this.#found, this.#block.links), [])
      : merge(this.#found, this.#links);
    return numbers.flatMap((number) => shown(this.#block, number));
  }
}

interface Question {
  readonly text: string;
  readonly place: Place;
  readonly receive: (numbers: readonly FoundNumber[]) => void;
}
