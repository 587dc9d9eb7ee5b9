// Runs in the page: the finder and its peer in the same JavaScript engine.
import { findPhoneNumbersInText } from "libphonenumber-js/max";

import { mayHoldNumber } from "../../../extension/content/src/digits.ts";
import { Exchange, type Found, type Glue } from "./exchange.ts";
import type { Way } from "./way.ts";

/** How many numbers are found, and how many alike: same place, same E.164 form. */
export interface Agreement {
  ours: number;
  peer: number;
  both: number;
}

declare global {
  /** Takes the lines that are measured next, finds their numbers in every way and compares. */
  var prepare: (lines: string[]) => Promise<Agreement>;
  /** Goes through the lines in one way until that has taken `least` milliseconds; answers how often. */
  var repeat: (way: Way, least: number) => number;
}

/** As in `native-host/protocol/src/page.rs`, which bounds the messages of content scripts. */
const MAX_BLOCKS = 1000;
const MAX_TEXT = 256 * 1024;

const REGION = "US";

const batchesOf = (lines: readonly string[]): string[][] => {
  const batches: string[][] = [[]];
  let size = 0;
  for (const line of lines) {
    const batch = batches.at(-1);
    if (batch === undefined || batch.length === MAX_BLOCKS || size + line.length > MAX_TEXT) {
      batches.push([line]);
      size = line.length;
    } else {
      batch.push(line);
      size += line.length;
    }
  }
  return batches;
};

const peersFinds = (line: string): Found[] =>
  findPhoneNumbersInText(line, REGION).map(({ startsAt, endsAt, number }) => ({
    start: startsAt,
    end: endsAt,
    e164: number.number,
  }));

const open = async (): Promise<Exchange> => {
  const at = "./numbers.js";
  const glue: Glue = await import(at);
  const { memory } = await glue.default({ module_or_path: fetch("./numbers_bg.wasm") });
  return new Exchange(glue, memory);
};
const exchange = open();

const total = (found: readonly (readonly Found[])[]): number =>
  found.reduce((sum, { length }) => sum + length, 0);

const inBoth = (ours: readonly Found[][], theirs: readonly Found[][]): number => {
  const name = ({ start, end, e164 }: Found): string => `${start} ${end} ${e164}`;
  return ours.reduce((sum, found, line) => {
    const named = new Set(theirs[line]?.map(name));
    return sum + found.filter((each) => named.has(name(each))).length;
  }, 0);
};

let ways: Record<Way, () => unknown> | undefined;

globalThis.prepare = async (lines) => {
  const finder = await exchange;
  const batches = batchesOf(lines);
  ways = {
    extension: () => {
      const asked = lines.filter(mayHoldNumber);
      return batchesOf(asked).map((batch) => finder.find(batch, REGION));
    },
    batches: () => batches.map((batch) => finder.find(batch, REGION)),
    lines: () => lines.map((line) => finder.find([line], REGION)),
    peer: () => lines.map(peersFinds),
    pass: () => batches.map((batch) => finder.pass(batch)),
    scan: () => batches.map((batch) => finder.countDigits(batch)),
  };
  const ours = lines.flatMap((line) => (mayHoldNumber(line) ? finder.find([line], REGION) : [[]]));
  const batched = batches.flatMap((batch) => finder.find(batch, REGION));
  if (JSON.stringify(ours) !== JSON.stringify(batched)) {
    throw new Error("a batch gives other numbers than the lines that may hold one");
  }
  const theirs = lines.map(peersFinds);
  return { ours: total(ours), peer: total(theirs), both: inBoth(ours, theirs) };
};

globalThis.repeat = (way, least) => {
  if (ways === undefined) throw new Error("there are no lines yet");
  const start = performance.now();
  let runs = 0;
  do {
    ways[way]();
    runs += 1;
  } while (performance.now() - start < least);
  return runs;
};
