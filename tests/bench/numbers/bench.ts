// The finder, compiled to WebAssembly, against libphonenumber-js in one Chromium page.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";

import * as paths from "../../e2e/harness/paths.ts";
import { Site } from "../../e2e/harness/site.ts";
import { withoutExtension } from "../../e2e/harness/stage.ts";
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
import type { Outcome, Task } from "./page.ts";

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

/** How much text is measured, and how often. */
const EXTENT: Record<Thoroughness, { size: number; rounds: number }> = {
  full: { size: 1_000_000, rounds: 5 },
  quick: { size: 100_000, rounds: 1 },
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
  speeds: readonly (readonly [string, Speed])[],
  thoroughness: Thoroughness,
): Promise<Report> => {
  await writePage();
  const { size, rounds } = EXTENT[thoroughness];
  const site = await Site.serve(folder);
  try {
    return await withoutExtension(site.url("index.html"), async (page) => {
      const figures: Figure[] = [];
      const rows: string[][] = [];
      for (const [id, speed] of speeds) {
        const task: Task = { lines: corpus(speed.kind, size, SEED), region: "US", rounds };
        const outcome = await page.evaluate((task) => measure(task), task);
        figures.push(speedFigure(id, speed, outcome));
        rows.push(speedRow(speed, outcome));
      }
      const version = page.context().browser()?.version() ?? "";
      const caption = `Chromium ${version}, region US, ${size / 1e6} MB each, ${rounds} rounds, MB/s`;
      return { figures, details: `${caption}\n\n${markdown(COLUMNS, rows)}` };
    });
  } finally {
    await site.stop();
  }
};

/** Serves with the headers that let a page have a clock of 5 µs rather than 100 µs. */
const writePage = async (): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "headers.json"),
    JSON.stringify({
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    }),
  );
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

const speeds = ({ times, bytes }: Outcome): Record<keyof Outcome["times"], number> => {
  const speed = (milliseconds: number[]): number => bytes / 1000 / median(milliseconds);
  return {
    batches: speed(times.batches),
    lines: speed(times.lines),
    peer: speed(times.peer),
    pass: speed(times.pass),
    scan: speed(times.scan),
  };
};

const speedFigure = (id: string, { what, goal }: Speed, outcome: Outcome): Figure => {
  const { batches, peer } = speeds(outcome);
  const ratio = batches / peer;
  return {
    id,
    what,
    unit: "MB/s",
    ours: rounded(batches),
    peer: rounded(peer),
    peer_name: PEER,
    ratio: rounded(ratio),
    goal: `ratio >= ${goal}`,
    met: ratio >= goal,
  };
};

const COLUMNS = [
  "text",
  "Pagedial, batches",
  "Pagedial, line by line",
  "libphonenumber-js/max",
  "limit: text passed in",
  "limit: and its digits counted",
  "found by Pagedial",
  "by libphonenumber-js",
  "alike",
];

const speedRow = ({ kind }: Speed, outcome: Outcome): string[] => {
  const { batches, lines, peer, pass, scan } = speeds(outcome);
  const { found } = outcome;
  return [
    kind,
    ...[batches, lines, peer, pass, scan].map((speed) => String(rounded(speed))),
    ...[found.ours, found.peer, found.both].map(String),
  ];
};

/** What ships: the background's module, with metadata, matcher, formatting and messages. */
const measureSize = async (): Promise<Report> => {
  const module = paths.pictures("bench/background/background_wasm_bg.wasm");
  const ours = gzipped(readFileSync(module));
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
    what: "the background's WebAssembly, gzip -9",
    unit: "KB",
    ours: rounded(ours / 1000),
    peer: rounded(peer / 1000),
    peer_name: "libphonenumber-js/max, find alone, minified",
    ratio: rounded(peer / ours),
    goal: `ours <= ${GZIP_GOAL}`,
    met: ours <= GZIP_GOAL * 1000,
  };
  return { figures: [figure], details: `${figure.what}: ${ours} bytes` };
};

const gzipped = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length;
