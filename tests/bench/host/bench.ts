// Our native messaging host against one in Node that does the same job with Microsoft's client.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";

import { build } from "esbuild";

import { Emulator } from "../../e2e/harness/emulator.ts";
import * as paths from "../../e2e/harness/paths.ts";
import {
  type Bench,
  type Figure,
  median,
  type Report,
  rounded,
  type Thoroughness,
} from "../figure.ts";
import { markdown } from "../markdown.ts";
import { installedBytes } from "./size.ts";

const PEER = "a Node host with @azure/communication-identity";

const IDS = [
  "host.cold_start",
  "host.hello",
  "host.rss",
  "host.binary",
  "host.cached_token_p99",
  "host.requests",
] as const;
type Id = (typeof IDS)[number];

/** How many starts, cached tokens one after the other, and tokens asked for at once. */
const EXTENT: Record<Thoroughness, { starts: number; tokens: number; burst: number }> = {
  full: { starts: 31, tokens: 5_000, burst: 20_000 },
  quick: { starts: 3, tokens: 300, burst: 1_000 },
};

/** How a host is started. */
interface Launch {
  command: string;
  arguments: readonly string[];
  environment: Record<string, string>;
}

/** What was measured of one host, each a list of single measurements. */
interface Measured {
  helloMs: number[];
  firstTokenMs: number[];
  residentBytes: number[];
  cachedMs: number[];
  perSecond: number[];
}

export const host: Bench = {
  ids: IDS,
  async measure(ids, thoroughness) {
    const emulator = await Emulator.start();
    const home = mkdtempSync(path.join(tmpdir(), "pagedial-bench-"));
    try {
      const hosts = { ours: ours(emulator, home), peer: await peer(emulator, home) };
      const task = { hosts, ...EXTENT[thoroughness] };
      const measured = JSON.parse(await stopwatch(JSON.stringify(task))) as {
        ours: Measured;
        peer: Measured;
      };
      const all = figures(measured.ours, measured.peer);
      return report(all.filter(({ id }) => ids.includes(id)));
    } finally {
      rmSync(home, { recursive: true });
      await emulator.stop();
    }
  },
};

const binary = path.join(paths.pictures("release"), "pagedial-host");
const EXTENSION = "chrome-extension://ednlpdofbdjfammnimkohpkfbcpikepi/";

const ours = (emulator: Emulator, home: string): Launch => ({
  command: binary,
  arguments: [EXTENSION],
  environment: { HOME: home, ACS_CONNECTION_STRING: emulator.connectionString },
});

/** Bundled into one file, which starts faster than its packages do. */
const peer = async (emulator: Emulator, home: string): Promise<Launch> => {
  const outfile = paths.pictures("bench/host/peer.mjs");
  await build({
    entryPoints: [path.join(paths.root, "tests/bench/host/peer.ts")],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  const engine = path.join(paths.root, "native-host/call-engine/dist");
  return {
    command: process.execPath,
    arguments: [outfile, emulator.connectionString, engine, path.join(home, "identity.json")],
    environment: {},
  };
};

/** Runs the program that measures; its own comment says why it is none in Node. */
const stopwatch = async (task: string): Promise<string> => {
  const program = path.join(paths.pictures("release"), "pagedial-bench-host");
  const running = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  running.stdin.end(task);
  const [measured, [code]] = await Promise.all([text(running.stdout), once(running, "exit")]);
  if (code !== 0) throw new Error(`${program} ended with ${String(code)}`);
  return measured;
};

const percentile99 = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.floor(sorted.length * 0.99)];
  if (value === undefined) throw new Error("nothing was measured");
  return value;
};

const figures = (ours: Measured, peer: Measured): Figure[] => {
  const less = (
    id: Id,
    what: string,
    unit: string,
    values: [number, number],
    goal: string,
    isMet: (ours: number, ratio: number) => boolean,
  ): Figure => {
    const [own, other] = values;
    const ratio = other / own;
    return {
      id,
      what,
      unit,
      ours: rounded(own),
      peer: rounded(other),
      peer_name: PEER,
      ratio: rounded(ratio),
      goal,
      met: isMet(own, ratio),
    };
  };
  const both = (of: (measured: Measured) => number): [number, number] => [of(ours), of(peer)];
  const megabytes = (bytes: number): number => bytes / 1e6;
  const perSecond = both((measured) => median(measured.perSecond));
  const peerSize =
    statSync(process.execPath).size + installedBytes("@azure/communication-identity", paths.root);
  return [
    less(
      "host.cold_start",
      "from the start of the process to the first token",
      "ms",
      both((measured) => median(measured.firstTokenMs)),
      "ratio >= 20",
      (_, ratio) => ratio >= 20,
    ),
    less(
      "host.hello",
      "from the start of the process to the answer to hello",
      "ms",
      both((measured) => median(measured.helloMs)),
      "ratio >= 20",
      (_, ratio) => ratio >= 20,
    ),
    less(
      "host.rss",
      "memory after the first token",
      "MB",
      both((measured) => megabytes(median(measured.residentBytes))),
      "ratio >= 8",
      (_, ratio) => ratio >= 8,
    ),
    less(
      "host.binary",
      "what is installed: one program against node and its packages",
      "MB",
      [megabytes(statSync(binary).size), megabytes(peerSize)],
      "ours <= 6",
      (own) => own <= 6,
    ),
    less(
      "host.cached_token_p99",
      "a token in memory, 99th percentile",
      "ms",
      both((measured) => percentile99(measured.cachedMs)),
      "ours <= 1",
      (own) => own <= 1,
    ),
    {
      id: "host.requests",
      what: "tokens asked for at once on one connection",
      unit: "1/s",
      ours: rounded(perSecond[0]),
      peer: rounded(perSecond[1]),
      peer_name: PEER,
      ratio: rounded(perSecond[0] / perSecond[1]),
      goal: "ratio >= 1",
      met: perSecond[0] >= perSecond[1],
    },
  ];
};

const report = (figures: Figure[]): Report => ({
  figures,
  details: markdown(
    ["native host", "unit", "Pagedial", PEER, "ratio"],
    figures.map(({ what, unit, ours, peer, ratio }) => [
      what,
      unit,
      String(ours),
      String(peer),
      String(ratio),
    ]),
  ),
});
