/**
 * Asks the background for the numbers in texts: in batches, each text once, answers remembered.
 *
 * The background may be asleep or starting again at any moment, so a failed batch is asked again.
 */

import type { Found, FoundNumber } from "./protocol";
import { MAX_BLOCKS, MAX_TEXT } from "./protocol";

/** What asking needs of its surroundings. */
export interface Line {
  /** Sends texts; fails when the background did not answer. */
  send(texts: string[]): Promise<Pick<Found, "blocks">>;
  /** Runs a function later. */
  after(milliseconds: number, run: () => void): void;
}

type Receiver = (numbers: readonly FoundNumber[]) => void;

/** Texts remembered with their answers. A screenful has some hundred. */
const REMEMBERED_TEXTS = 4096;

/** Code units of all remembered texts: half a megabyte at most per frame. */
const REMEMBERED_LENGTH = 256 * 1024;

/** Batches under way: one is answered while the next is on its way. */
const BATCHES = 2;

/** Milliseconds until a failed batch is asked again: doubled each time, up to the longest. */
const FIRST_WAIT = 200;
const LONGEST_WAIT = 30_000;

/** The questions of one frame. */
export class Questions {
  readonly #line: Line;
  readonly #waiting = new Map<string, Receiver[]>();
  readonly #asked = new Map<string, Receiver[]>();
  readonly #answers = new Map<string, readonly FoundNumber[]>();
  #answersLength = 0;
  #batches = 0;
  #failures = 0;
  #pausing = false;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Whether nothing is asked any more. */
  get settled(): boolean {
    return this.#waiting.size === 0 && this.#asked.size === 0;
  }

  /** Asks for a text. The receiver is called at once when the answer is remembered. */
  ask(text: string, receive: Receiver): void {
    const remembered = this.#answers.get(text);
    if (remembered !== undefined) {
      // Moved to the end: the map keeps the order of use.
      this.#answers.delete(text);
      this.#answers.set(text, remembered);
      receive(remembered);
      return;
    }
    const receivers = this.#asked.get(text) ?? this.#waiting.get(text);
    if (receivers === undefined) {
      this.#waiting.set(text, [receive]);
    } else {
      receivers.push(receive);
    }
  }

  /** Sends what waits. */
  flush(): void {
    while (!this.#pausing && this.#batches < BATCHES && this.#waiting.size > 0) {
      void this.#send(this.#nextBatch());
    }
  }

  #nextBatch(): string[] {
    const batch: string[] = [];
    let length = 0;
    for (const text of this.#waiting.keys()) {
      length += text.length;
      if (batch.length === MAX_BLOCKS || (length > MAX_TEXT && batch.length > 0)) {
        break;
      }
      batch.push(text);
    }
    for (const text of batch) {
      this.#asked.set(text, this.#waiting.get(text) ?? []);
      this.#waiting.delete(text);
    }
    return batch;
  }

  async #send(batch: string[]): Promise<void> {
    this.#batches += 1;
    const found = await this.#line.send(batch.map((text) => text.toWellFormed())).catch(() => null);
    this.#batches -= 1;
    if (found?.blocks?.length === batch.length) {
      this.#failures = 0;
      batch.forEach((text, index) => {
        this.#answer(text, found.blocks[index] ?? []);
      });
      this.flush();
    } else {
      this.#askAgain(batch);
    }
  }

  #answer(text: string, numbers: readonly FoundNumber[]): void {
    const receivers = this.#asked.get(text) ?? [];
    this.#asked.delete(text);
    this.#remember(text, numbers);
    for (const receive of receivers) {
      receive(numbers);
    }
  }

  /** Puts a failed batch behind everything else, so that one bad text cannot block the others. */
  #askAgain(batch: string[]): void {
    for (const text of batch) {
      const receivers = this.#asked.get(text) ?? [];
      this.#asked.delete(text);
      this.#waiting.set(text, receivers);
    }
    if (this.#pausing) {
      return;
    }
    this.#pausing = true;
    const wait = Math.min(FIRST_WAIT * 2 ** this.#failures, LONGEST_WAIT);
    this.#failures += 1;
    this.#line.after(wait, () => {
      this.#pausing = false;
      this.flush();
    });
  }

  #remember(text: string, numbers: readonly FoundNumber[]): void {
    this.#answers.set(text, numbers);
    this.#answersLength += text.length;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= REMEMBERED_TEXTS && this.#answersLength <= REMEMBERED_LENGTH) {
        break;
      }
      this.#answers.delete(oldest);
      this.#answersLength -= oldest.length;
    }
  }
}
