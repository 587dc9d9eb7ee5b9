// The finder, compiled to WebAssembly, against libphonenumber-js in one Chromium page.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";
import type { Page } from "playwright-core";

import * as paths from "../../e2e/harness/paths.ts";
import { Site } from "../../e2e/harness/site.ts";
import { withoutExtension } from "../../e2e/harness/stage.ts";
import { CpuClock } from "../cpu-clock.ts";
import {
  type Bench,
  type Figure,
  median,
  type Report,
  rounded,
  type Thoroughness,
} from "../figure.ts";
import { markdown } from "../markdown.ts";
import { corpus, type Kind } from "./corpus.ts";
import type { Agreement } from "./page.ts";
import { WAYS, type Way } from "./way.ts";

const PEER = "libphonenumber-js/max findPhoneNumbersInText";
const SEED = 20_261_122;

interface Speed {
  kind: Kind;
  what: string;
  /** How many times the peer's speed is the goal. */
  goal: number;
}

const SPEEDS: Record<string, Speed> = {
  "numbers.crm": { kind: "crm", what: "finding numbers in rows of a CRM", goal: 100 },
  "numbers.logs": { kind: "logs", what: "finding numbers in server logs", goal: 100 },
  "numbers.prose": { kind: "prose", what: "finding numbers in prose", goal: 10 },
};
const GZIP = "numbers.gzip";
/** Kilobytes (of 1 000 bytes). */
const GZIP_GOAL = 90;

/** How many code units of text are measured, how often, and for how many milliseconds at least. */
const EXTENT: Record<Thoroughness, { size: number; rounds: number; least: number }> = {
  full: { size: 1_000_000, rounds: 5, least: 300 },
  quick: { size: 100_000, rounds: 1, least: 100 },
};

/** Where `cargo xtask bench` puts the module and we put the page. */
const folder = paths.pictures("bench/numbers");

export const numbers: Bench = {
  ids: [...Object.keys(SPEEDS), GZIP],
  async measure(ids, thoroughness) {
    const figures: Figure[] = [];
    const details: string[] = [];
    const speeds = Object.entries(SPEEDS).filter(([id]) => ids.includes(id));
    if (speeds.length > 0) {
      const report = await measureSpeeds(speeds, thoroughness);
      figures.push(...report.figures);
      details.push(report.details);
    }
    if (ids.includes(GZIP)) {
      const report = await measureSize();
      figures.push(...report.figures);
      details.push(report.details);
    }
    return { figures, details: details.join("\n\n") };
  },
};

const measureSpeeds = async (
  wanted: readonly (readonly [string, Speed])[],
  thoroughness: Thoroughness,
): Promise<Report> => {
  await writePage();
  const { size, rounds, least } = EXTENT[thoroughness];
  const site = await Site.serve(folder);
  try {
    return await withoutExtension(site.url("index.html"), async (page) => {
      const clock = await CpuClock.of(page);
      const figures: Figure[] = [];
      const rows: string[][] = [];
      const native: string[][] = [];
      for (const [id, speed] of wanted) {
        const lines = corpus(speed.kind, size, SEED);
        native.push(nativeRow(speed, lines, rounds));
        const agreement = await page.evaluate((lines) => prepare(lines), lines);
        const bytes = Buffer.byteLength(lines.join("\n"));
        const speeds = await megabytesPerSecond(page, clock, bytes, rounds, least);
        figures.push(speedFigure(id, speed, speeds));
        rows.push(speedRow(speed, speeds, agreement));
      }
      const caption = [
        `MB/s of the main thread's CPU time in Chromium ${page.context().browser()?.version()},`,
        `region US, ${size / 1e6} MB of each text, median of ${rounds}:`,
      ].join(" ");
      const tables = [
        `${caption}\n\n${markdown(COLUMNS, rows)}`,
        `The same natively, line by line, MB/s:\n\n${markdown(NATIVE_COLUMNS, native)}`,
      ];
      return { figures, details: tables.join("\n\n") };
    });
  } finally {
    await site.stop();
  }
};

const writePage = async (): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "index.html"),
    '<!doctype html><meta charset="utf-8"><script type="module" src="page.js"></script>',
  );
  await build({
    entryPoints: [path.join(paths.root, "tests/bench/numbers/page.ts")],
    outfile: path.join(folder, "page.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2023",
    logLevel: "warning",
  });
};

type Speeds = Record<Way, number>;

/** Each round goes through the ways in the opposite order of the one before. */
const megabytesPerSecond = async (
  page: Page,
  clock: CpuClock,
  bytes: number,
  rounds: number,
  least: number,
): Promise<Speeds> => {
  const measured: Record<Way, number[]> = {
    extension: [],
    batches: [],
    lines: [],
    peer: [],
    pass: [],
    scan: [],
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const way of round % 2 === 0 ? WAYS : [...WAYS].reverse()) {
      const { seconds, answer: runs } = await clock.during(() =>
        page.evaluate(([way, least]) => repeat(way, least), [way, least] as const),
      );
      measured[way].push((runs * bytes) / 1e6 / seconds);
    }
  }
  return {
    extension: median(measured.extension),
    batches: median(measured.batches),
    lines: median(measured.lines),
    peer: median(measured.peer),
    pass: median(measured.pass),
    scan: median(measured.scan),
  };
};

const speedFigure = (id: string, { what, goal }: Speed, { extension, peer }: Speeds): Figure => ({
  id,
  what,
  unit: "MB/s",
  ours: rounded(extension),
  peer: rounded(peer),
  peer_name: PEER,
  ratio: rounded(extension / peer),
  goal: `ratio >= ${goal}`,
  met: extension / peer >= goal,
});

const COLUMNS = [
  "text",
  "Pagedial, as the extension does",
  "Pagedial, all text, batches",
  "Pagedial, all text, line by line",
  "libphonenumber-js/max",
  "limit: text passed in",
  "limit: and its digits counted",
  "found by Pagedial",
  "by libphonenumber-js",
  "alike",
];

const speedRow = ({ kind }: Speed, speeds: Speeds, { ours, peer, both }: Agreement): string[] => [
  kind,
  ...WAYS.map((way) => String(rounded(speeds[way]))),
  ...[ours, peer, both].map(String),
];

const NATIVE_COLUMNS = [
  "text",
  "Pagedial, UTF-8",
  "Pagedial, UTF-16",
  "rlibphonenumber",
  "limit: digits counted",
  "found by Pagedial",
  "by rlibphonenumber",
];

interface Native {
  numbers: number;
  reference_numbers: number;
  utf8: number;
  utf16: number;
  reference: number;
  scan: number;
}

/** By `extension/numbers/examples/throughput.rs`, which `cargo xtask bench` has built. */
const nativeRow = ({ kind }: Speed, lines: readonly string[], rounds: number): string[] => {
  const file = path.join(folder, `${kind}.txt`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
  const program = path.join(paths.pictures("release/examples"), "throughput");
  const speeds: Native = JSON.parse(
    execFileSync(program, [String(rounds), file], { encoding: "utf8" }),
  );
  const { utf8, utf16, reference, scan, numbers, reference_numbers } = speeds;
  return [
    kind,
    ...[utf8, utf16, reference, scan].map((speed) => String(rounded(speed))),
    ...[numbers, reference_numbers].map(String),
  ];
};

/** The finder's module has metadata, matcher and formatting; the background adds its messages. */
const measureSize = async (): Promise<Report> => {
  const ours = gzipped(readFileSync(path.join(folder, "numbers_bg.wasm")));
  const background = gzipped(
    readFileSync(paths.pictures("bench/background/background_wasm_bg.wasm")),
  );
  const { outputFiles } = await build({
    stdin: {
      contents: 'export { findPhoneNumbersInText } from "libphonenumber-js/max";',
      resolveDir: paths.root,
    },
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2023",
    logLevel: "warning",
  });
  const peer = outputFiles.reduce((sum, { contents }) => sum + gzipped(contents), 0);
  const figure: Figure = {
    id: GZIP,
    what: "the finder's WebAssembly, gzip -9",
    unit: "KB",
    ours: rounded(ours / 1000),
    peer: rounded(peer / 1000),
    peer_name: "libphonenumber-js/max, find alone, minified",
    ratio: rounded(peer / ours),
    goal: `ours <= ${GZIP_GOAL}`,
    met: ours <= GZIP_GOAL * 1000,
  };
  const details = [
    `${figure.what}: ${ours} bytes;`,
    `in the background's module, with all that it does: ${background} bytes`,
  ].join(" ");
  return { figures: [figure], details };
};

const gzipped = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length;
