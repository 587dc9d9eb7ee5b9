// Runs in the page: measures the finder and its peer in the same JavaScript engine.
import { findPhoneNumbersInText } from "libphonenumber-js/max";

import { Exchange, type Found, type Glue } from "./exchange.ts";

/** What to measure. */
export interface Task {
  lines: string[];
  region: "US";
  rounds: number;
}

/** Milliseconds for all the lines, one entry for each round. */
export interface Times {
  /** Ours, in batches as a content script sends them. */
  batches: number[];
  /** Ours, a call for each line. */
  lines: number[];
  /** The peer's, a call for each line: it has no other way. */
  peer: number[];
  /** Only carrying the batches to WebAssembly. */
  pass: number[];
  /** Carrying them and counting their digits there. */
  scan: number[];
}

export interface Outcome {
  times: Times;
  bytes: number;
  found: { ours: number; peer: number; both: number };
}

declare global {
  var measure: (task: Task) => Promise<Outcome>;
}

/** As in `native-host/protocol/src/page.rs`, which bounds the messages of content scripts. */
const MAX_BLOCKS = 1000;
const MAX_TEXT = 256 * 1024;

/** Fast ways are repeated until they have taken this long, for the clock's sake, in milliseconds. */
const LEAST = 60;

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

const peersFinds = (line: string, region: "US"): Found[] =>
  findPhoneNumbersInText(line, region).map(({ startsAt, endsAt, number }) => ({
    start: startsAt,
    end: endsAt,
    e164: number.number,
  }));

const milliseconds = (run: () => unknown): number => {
  const start = performance.now();
  let runs = 0;
  let taken = 0;
  do {
    run();
    runs += 1;
    taken = performance.now() - start;
  } while (taken < LEAST);
  return taken / runs;
};

const start = async (): Promise<Exchange> => {
  const at = "./numbers.js";
  const glue: Glue = await import(at);
  const { memory } = await glue.default({ module_or_path: fetch("./numbers_bg.wasm") });
  return new Exchange(glue, memory);
};

const total = (found: readonly (readonly Found[])[]): number =>
  found.reduce((sum, { length }) => sum + length, 0);

const inBoth = (ours: readonly Found[][], theirs: readonly Found[][]): number => {
  const name = ({ start, end, e164 }: Found): string => `${start} ${end} ${e164}`;
  return ours.reduce((sum, found, line) => {
    const named = new Set(theirs[line]?.map(name));
    return sum + found.filter((each) => named.has(name(each))).length;
  }, 0);
};

globalThis.measure = async ({ lines, region, rounds }) => {
  const exchange = await start();
  const batches = batchesOf(lines);
  const ways: Record<keyof Times, () => unknown> = {
    batches: () => batches.map((batch) => exchange.find(batch, region)),
    lines: () => lines.map((line) => exchange.find([line], region)),
    peer: () => lines.map((line) => peersFinds(line, region)),
    pass: () => batches.map((batch) => exchange.pass(batch)),
    scan: () => batches.map((batch) => exchange.countDigits(batch)),
  };
  const ours = batches.flatMap((batch) => exchange.find(batch, region));
  const oneByOne = lines.map((line) => exchange.find([line], region)[0]);
  if (JSON.stringify(ours) !== JSON.stringify(oneByOne)) {
    throw new Error("a batch gives other numbers than its lines do");
  }
  const theirs = lines.map((line) => peersFinds(line, region));
  const times: Times = { batches: [], lines: [], peer: [], pass: [], scan: [] };
  for (let round = 0; round < rounds; round += 1) {
    const order = Object.keys(ways) as (keyof Times)[];
    for (const way of round % 2 === 0 ? order : order.reverse()) {
      times[way].push(milliseconds(ways[way]));
    }
  }
  return {
    times,
    bytes: lines.reduce((sum, line) => sum + new TextEncoder().encode(line).length + 1, 0),
    found: { ours: total(ours), peer: total(theirs), both: inBoth(ours, theirs) },
  };
};
