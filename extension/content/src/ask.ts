/**
 * Asks the background for the numbers in texts: in batches, each text once, answers remembered.
 *
 * The background may be asleep or starting again at any moment, so a failed batch is asked again.
 */

import type { Found, FoundNumber, Group } from "./protocol";
import { MAX_BLOCKS, MAX_TEXT, MAX_TEXT_A_MINUTE } from "./protocol";
import type { Place } from "./surroundings";

/** What asking needs of its surroundings. */
export interface Line {
  /** Sends texts; fails when the background did not answer. */
  send(groups: Group[]): Promise<Pick<Found, "blocks">>;
  /** Runs a function later. */
  after(milliseconds: number, run: () => void): void;
  /** Milliseconds since whenever. */
  now(): number;
}

/** Code units of one batch: what a message may have, but for what is said of the page. */
const MOST_ASKED = MAX_TEXT - 4096;

/**
 * Code units asked in a minute. The background looks at no more of a tab, counted in bytes of UTF-8, and
 * refuses what is beyond; so a frame that keeps to this is never refused alone.
 */
const MOST_A_MINUTE = MAX_TEXT_A_MINUTE / 3;
const MINUTE = 60_000;

type Receiver = (numbers: readonly FoundNumber[]) => void;

/** A text in its place, and who wants to know about it. */
interface Question {
  readonly key: string;
  readonly text: string;
  readonly place: Place;
  readonly receivers: Receiver[];
}

/** Texts remembered with their answers. A screenful has some hundred. */
const REMEMBERED_TEXTS = 4096;

/** Code units of all remembered texts and their places: half a megabyte at most per frame. */
const REMEMBERED_LENGTH = 256 * 1024;

/** Batches under way: one is answered while the next is on its way. */
const BATCHES = 2;

/**
 * Milliseconds in which texts are gathered into one batch, and texts that are enough for one. What a few
 * answers paint makes a frame of its own, 30 ms of a table of 10 000 rows (Chromium 156), in which no other
 * answer is taken.
 */
const GATHERED = 32;
const SCREENFUL = 128;

/** Milliseconds until a failed batch is asked again: doubled each time, up to the longest. */
const FIRST_WAIT = 200;
const LONGEST_WAIT = 30_000;

/** The questions of one frame. */
export class Questions {
  readonly #line: Line;
  readonly #waiting = new Map<string, Question>();
  readonly #asked = new Map<string, Question>();
  readonly #answers = new Map<string, readonly FoundNumber[]>();
  #answersLength = 0;
  #batches = 0;
  #failures = 0;
  #pausing = false;
  #minuteBegan = Number.NEGATIVE_INFINITY;
  #askedInMinute = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Whether nothing is asked any more. */
  get settled(): boolean {
    return this.#waiting.size === 0 && this.#asked.size === 0;
  }

  /** Asks for a text. The receiver is called at once when the answer is remembered. */
  ask(text: string, place: Place, receive: Receiver): void {
    const key = `${place.key}\0${text}`;
    const remembered = this.#answers.get(key);
    if (remembered !== undefined) {
      // Moved to the end: the map keeps the order of use.
      this.#answers.delete(key);
      this.#answers.set(key, remembered);
      receive(remembered);
      return;
    }
    const question = this.#asked.get(key) ?? this.#waiting.get(key);
    if (question === undefined) {
      this.#waiting.set(key, { key, text, place, receivers: [receive] });
    } else {
      question.receivers.push(receive);
    }
  }

  /**
   * Sends what waits.
   *
   * @param isAll whether no more is about to be asked; if it is, a few texts wait for it a moment
   */
  flush(isAll = true): void {
    const worth = isAll ? 1 : SCREENFUL;
    while (
      !this.#pausing &&
      this.#batches < BATCHES &&
      this.#waiting.size >= worth &&
      this.#isWithinMinute()
    ) {
      void this.#send(this.#nextBatch());
    }
    if (!isAll && this.#waiting.size > 0) {
      this.#line.after(GATHERED, () => this.flush());
    }
  }

  /** Whether more can be asked in this minute; if not, it is asked in the next. */
  #isWithinMinute(): boolean {
    const now = this.#line.now();
    if (now - this.#minuteBegan >= MINUTE) {
      this.#minuteBegan = now;
      this.#askedInMinute = 0;
    }
    if (this.#askedInMinute < MOST_A_MINUTE) {
      return true;
    }
    this.#pause(this.#minuteBegan + MINUTE - now);
    return false;
  }

  #pause(milliseconds: number): void {
    this.#pausing = true;
    this.#line.after(milliseconds, () => {
      this.#pausing = false;
      this.flush();
    });
  }

  /** What is asked next: the questions of each place together. */
  #nextBatch(): Question[][] {
    const batch: Question[] = [];
    let length = 0;
    for (const question of this.#waiting.values()) {
      length += question.text.length + question.place.length;
      if (batch.length === MAX_BLOCKS || (length > MOST_ASKED && batch.length > 0)) {
        break;
      }
      batch.push(question);
    }
    this.#askedInMinute += length;
    const groups = new Map<string, Question[]>();
    for (const question of batch) {
      this.#waiting.delete(question.key);
      this.#asked.set(question.key, question);
      const group = groups.get(question.place.key);
      if (group === undefined) {
        groups.set(question.place.key, [question]);
      } else {
        group.push(question);
      }
    }
    return [...groups.values()];
  }

  async #send(groups: Question[][]): Promise<void> {
    const batch = groups.flat();
    this.#batches += 1;
    const found = await this.#line.send(groups.flatMap(groupOf)).catch(() => null);
    this.#batches -= 1;
    if (found?.blocks?.length === batch.length) {
      this.#failures = 0;
      batch.forEach((question, index) => {
        this.#answer(question, found.blocks[index] ?? []);
      });
      this.flush();
    } else {
      this.#askAgain(batch);
    }
  }

  #answer({ key, receivers }: Question, numbers: readonly FoundNumber[]): void {
    this.#asked.delete(key);
    this.#remember(key, numbers);
    for (const receive of receivers) {
      receive(numbers);
    }
  }

  /** Puts a failed batch behind everything else, so that one bad text cannot block the others. */
  #askAgain(batch: Question[]): void {
    for (const question of batch) {
      this.#asked.delete(question.key);
      this.#waiting.set(question.key, question);
    }
    if (this.#pausing) {
      return;
    }
    this.#pause(Math.min(FIRST_WAIT * 2 ** this.#failures, LONGEST_WAIT));
    this.#failures += 1;
  }

  #remember(key: string, numbers: readonly FoundNumber[]): void {
    this.#answers.set(key, numbers);
    this.#answersLength += key.length;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= REMEMBERED_TEXTS && this.#answersLength <= REMEMBERED_LENGTH) {
        break;
      }
      this.#answers.delete(oldest);
      this.#answersLength -= oldest.length;
    }
  }
}

function groupOf(questions: readonly Question[]): Group[] {
  return questions.slice(0, 1).map(({ place }) => ({
    surroundings: place.surroundings,
    texts: questions.map(({ text }) => text.toWellFormed()),
  }));
}
