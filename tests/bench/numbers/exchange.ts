/** What `wasm-bindgen` makes of the crate `numbers-wasm`. */
export interface Glue {
  default(module: { module_or_path: Promise<Response> }): Promise<{ memory: WebAssembly.Memory }>;
  Exchange: new () => WasmExchange;
}

interface WasmExchange {
  reserve(bytes: number): number;
  find(bytes: number, units: number, region: string): number;
  spans(): number;
  e164(): string;
  count_digits(bytes: number): number;
}

/** A number in a text; the places are UTF-16 code units. */
export interface Found {
  start: number;
  end: number;
  e164: string;
}

/** Words of the answer for each number: where it starts and ends, and where its E.164 form ends. */
const WORDS = 3;
/** The most bytes of UTF-8 for one UTF-16 code unit. */
const MOST_BYTES = 3;
/** Code units that are encoded at a time: longer strings than this cost more for each unit. */
const PIECE = 16 * 1024;

/**
 * Carries blocks of text to the finder and numbers back.
 *
 * All blocks go in one message, each followed by a line break, which no number contains and
 * which says as little about its neighbours as the end of a text does. A call for each block would
 * take three times as long as this does for lines of 150 characters (measured in Chromium 156).
 */
export class Exchange {
  readonly #wasm: WasmExchange;
  readonly #memory: WebAssembly.Memory;
  readonly #encoder = new TextEncoder();

  constructor(glue: Glue, memory: WebAssembly.Memory) {
    this.#wasm = new glue.Exchange();
    this.#memory = memory;
  }

  /** The numbers of each block. */
  find(blocks: readonly string[], region: string): Found[][] {
    const { bytes, units } = this.pass(blocks);
    const count = this.#wasm.find(bytes, units, region);
    const words = new Uint32Array(this.#memory.buffer, this.#wasm.spans(), count * WORDS);
    const e164 = count > 0 ? this.#wasm.e164() : "";
    let [at, e164Start, blockStart] = [0, 0, 0];
    return blocks.map((block) => {
      const blockEnd = blockStart + block.length;
      let next = at;
      while ((words[next] ?? blockEnd) < blockEnd) next += WORDS;
      // Of its size from the start: an array that grows first makes room for 17.
      const found = new Array<Found>((next - at) / WORDS);
      for (let place = 0; at < next; at += WORDS, place += 1) {
        const [start = 0, end = 0, e164End = 0] = [words[at], words[at + 1], words[at + 2]];
        found[place] = {
          start: start - blockStart,
          end: end - blockStart,
          e164: e164.slice(e164Start, e164End),
        };
        e164Start = e164End;
      }
      blockStart = blockEnd + 1;
      return found;
    });
  }

  /** Only carries the blocks across; answers how much text that is. */
  pass(blocks: readonly string[]): { bytes: number; units: number } {
    const room = blocks.reduce((sum, { length }) => sum + MOST_BYTES * (length + 1), 0);
    const address = this.#wasm.reserve(room);
    // Made anew each time: memory that grows leaves the old views empty.
    const view = new Uint8Array(this.#memory.buffer, address, room);
    let [bytes, units, text] = [0, 0, ""];
    const write = (): void => {
      bytes += this.#encoder.encodeInto(text, view.subarray(bytes)).written;
      units += text.length;
      text = "";
    };
    for (const block of blocks) {
      // Faster than `join`: the engine writes the text once, when `encodeInto` reads it.
      text += `${block}\n`;
      if (text.length > PIECE) write();
    }
    write();
    return { bytes, units };
  }

  /** Carries the blocks across and reads every byte there once. */
  countDigits(blocks: readonly string[]): number {
    return this.#wasm.count_digits(this.pass(blocks).bytes);
  }
}
