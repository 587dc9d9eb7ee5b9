/** What `wasm-bindgen` makes of the crate `numbers-wasm`. */
export interface Glue {
  default(module: { module_or_path: Promise<Response> }): Promise<{ memory: WebAssembly.Memory }>;
  Exchange: new () => WasmExchange;
}

interface WasmExchange {
  reserve(bytes: number): number;
  find(bytes: number, region: string): number;
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

/** Words of the answer for each number, as the crate says. */
const WORDS = 3;
/** The most bytes of UTF-8 for one UTF-16 code unit. */
const MOST_BYTES = 3;

/**
 * Carries blocks of text to the finder and numbers back.
 *
 * All blocks go in one `encodeInto`, joined by a line break, which no number contains and which
 * says as little about its neighbours as the end of a text does.
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
    const bytes = this.pass(blocks);
    const count = this.#wasm.find(bytes, region);
    const found: Found[][] = blocks.map(() => []);
    if (count === 0) return found;
    const words = new Uint32Array(this.#memory.buffer, this.#wasm.spans(), count * WORDS);
    const e164 = this.#wasm.e164();
    let block = 0;
    let blockStart = 0;
    let e164Start = 0;
    for (let at = 0; at < words.length; at += WORDS) {
      const [start = 0, end = 0, e164End = 0] = [words[at], words[at + 1], words[at + 2]];
      for (let length = blocks[block]?.length ?? Infinity; start > blockStart + length; ) {
        blockStart += length + 1;
        block += 1;
        length = blocks[block]?.length ?? Infinity;
      }
      found[block]?.push({
        start: start - blockStart,
        end: end - blockStart,
        e164: e164.slice(e164Start, e164End),
      });
      e164Start = e164End;
    }
    return found;
  }

  /** Only carries the blocks across; answers how many bytes they are there. */
  pass(blocks: readonly string[]): number {
    const text = blocks.join("\n");
    const room = MOST_BYTES * text.length;
    const address = this.#wasm.reserve(room);
    // Made anew each time: memory that grows leaves the old views empty.
    const view = new Uint8Array(this.#memory.buffer, address, room);
    return this.#encoder.encodeInto(text, view).written;
  }

  /** Carries the blocks across and reads every byte there once. */
  countDigits(blocks: readonly string[]): number {
    return this.#wasm.count_digits(this.pass(blocks));
  }
}
