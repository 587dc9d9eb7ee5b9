// `cargo xtask bench`: measures the figures that are asked for, prints them as tables and writes
// them to a file.
//
//     node --import tsx tests/bench/bench.ts full|quick FILE ID…
import { writeFileSync } from "node:fs";

import { context } from "./context/bench.ts";
import { dialer } from "./dialer/bench.ts";
import type { Bench, Figure, Thoroughness } from "./figure.ts";
import { host } from "./host/bench.ts";
import { markdown } from "./markdown.ts";
import { numbers } from "./numbers/bench.ts";
import { page } from "./page/bench.ts";

/** Every module that measures. */
const BENCHES: readonly Bench[] = [numbers, context, page, host, dialer];

const benchOf = (id: string): Bench => {
  const bench = BENCHES.find(({ ids }) => ids.includes(id));
  if (bench === undefined) {
    const known = BENCHES.flatMap(({ ids }) => ids).join(", ");
    throw new Error(`no figure is called ${id}; there are ${known}`);
  }
  return bench;
};

const summary = (figures: readonly Figure[]): string =>
  markdown(
    ["figure", "unit", "Pagedial", "peer", "", "ratio", "goal", "met"],
    figures.map(({ id, unit, ours, peer, peer_name, ratio, goal, met }) => [
      id,
      unit,
      `${ours}`,
      `${peer}`,
      peer_name,
      `${ratio}`,
      goal,
      met ? "yes" : "NO",
    ]),
  );

const [mode, file, ...ids] = process.argv.slice(2);
if ((mode !== "full" && mode !== "quick") || file === undefined || ids.length === 0) {
  throw new Error("usage: bench.ts full|quick FILE ID…");
}
const thoroughness: Thoroughness = mode;
const wanted = new Map<Bench, string[]>();
for (const id of new Set(ids)) {
  const bench = benchOf(id);
  wanted.set(bench, [...(wanted.get(bench) ?? []), id]);
}
const figures: Figure[] = [];
for (const [bench, ids] of wanted) {
  const report = await bench.measure(ids, thoroughness);
  figures.push(...report.figures);
  process.stdout.write(`${report.details}\n\n`);
}
process.stdout.write(`${summary(figures)}\n`);
writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
