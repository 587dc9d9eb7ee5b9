// The content script in the real extension against its peers, page by page, in one Chromium.
//
// A page is loaded, laid out and at rest before anything is measured; then one way is let loose on
// it: for our own, the page takes away the attribute that kept the extension out.
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";
import type { Page } from "playwright-core";

import * as paths from "../../e2e/harness/paths.ts";
import { Site } from "../../e2e/harness/site.ts";
import { CpuClock } from "../cpu-clock.ts";
import { type Bench, type Figure, median, rounded, type Thoroughness } from "../figure.ts";
import { markdown } from "../markdown.ts";
import { Browser } from "./browser.ts";
import { type Name, writePages } from "./pages.ts";
import { type Work, workDuring } from "./tasks.ts";
import type { Way } from "./way.ts";

const WALKER = "a walker on libphonenumber-js/max";
const BARE = "a bare TreeWalker pass";

/** Milliseconds after which everything that a way began is over. */
const OVER: Record<Way, number> = {
  pagedial: 2000,
  libphonenumber: 500,
  ringcentral: 4000,
  bare: 500,
  nothing: 500,
};

const CHANGES_PER_SECOND = 200;
/** Milliseconds between two frames from which on one was left out, at 60 Hz. */
const DROPPED = 25;

interface Extent {
  rounds: number;
  /** Seconds of changing cells. */
  stream: number;
}

const EXTENT: Record<Thoroughness, Extent> = {
  full: { rounds: 3, stream: 10 },
  quick: { rounds: 1, stream: 2 },
};

/** While cells change. */
interface Stream {
  /** Of the time, the part in which the main thread is busy. */
  share: number;
  /** Frames left out. */
  dropped: number;
}

/** One Chromium with the pages; each page is loaded anew for each value. */
class Measurement {
  constructor(
    private readonly browser: Browser,
    private readonly site: Site,
    readonly extent: Extent,
  ) {}

  get version(): string {
    return this.browser.version;
  }

  /** Milliseconds until all numbers in view are painted. */
  async untilPainted(name: Name, way: "pagedial" | "libphonenumber"): Promise<number> {
    const times = await this.each(name, way, (page) =>
      page.evaluate((way) => untilPainted(way), way),
    );
    return median(times);
  }

  /** What the main thread has to do for a way. */
  async work(name: Name, way: Way): Promise<Work> {
    const rounds = await this.each(name, way, async (page) =>
      workDuring(await page.context().newCDPSession(page), () => this.letLoose(page, way)),
    );
    const of = (part: keyof Work): number => median(rounds.map((work) => work[part]));
    return {
      scripts: of("scripts"),
      longest: of("longest"),
      frames: of("frames"),
      longestFrame: of("longestFrame"),
    };
  }

  async messages(name: Name): Promise<number> {
    const [messages = Number.NaN] = await this.each(name, "pagedial", (page) =>
      this.browser.messagesDuring(() => this.letLoose(page, "pagedial")),
    );
    return messages;
  }

  /**
   * What a way adds to the main thread's share of the time, and to the frames left out, while cells
   * change. The page alone takes more than half of the time, and that share wanders by a tenth of it
   * within minutes: so each round has its own to compare with.
   */
  async addedToStream(name: Name, ways: readonly Way[]): Promise<Stream[]> {
    const rounds: Stream[][] = [];
    for (let round = 0; round < this.extent.rounds; round += 1) {
      const alone = await this.stream(name, "nothing");
      const added: Stream[] = [];
      for (const way of ways) {
        const { share, dropped } = await this.stream(name, way);
        added.push({ share: share - alone.share, dropped: dropped - alone.dropped });
      }
      rounds.push(added);
    }
    return ways.map((_, way) => {
      const of = (part: keyof Stream): number =>
        median(rounds.map((added) => added[way]?.[part] ?? Number.NaN));
      return { share: of("share"), dropped: of("dropped") };
    });
  }

  private async stream(name: Name, way: Way): Promise<Stream> {
    const { stream: seconds } = this.extent;
    return await this.once(name, way, async (page) => {
      await this.letLoose(page, way);
      const clock = await CpuClock.of(page);
      const { seconds: busy, answer } = await clock.during(() =>
        page.evaluate(([changes, seconds]) => stream(changes, seconds), [
          CHANGES_PER_SECOND,
          seconds,
        ] as const),
      );
      return { share: busy / seconds, dropped: answer.filter((gap) => gap > DROPPED).length };
    });
  }

  /** Megabytes of the page's JavaScript heap, all worlds together, when nothing is left to collect. */
  async heap(name: Name, way: Way): Promise<number> {
    const sizes = await this.each(name, way, async (page) => {
      await this.letLoose(page, way);
      const session = await page.context().newCDPSession(page);
      await session.send("HeapProfiler.collectGarbage");
      const { usedSize } = await session.send("Runtime.getHeapUsage");
      return usedSize / 1e6;
    });
    return median(sizes);
  }

  private async letLoose(page: Page, way: Way): Promise<void> {
    await page.evaluate((way) => begin(way), way);
    await new Promise((over) => setTimeout(over, OVER[way]));
  }

  private async each<Value>(
    name: Name,
    way: Way,
    measure: (page: Page) => Promise<Value>,
  ): Promise<Value[]> {
    const values: Value[] = [];
    for (let round = 0; round < this.extent.rounds; round += 1) {
      values.push(await this.once(name, way, measure));
    }
    return values;
  }

  private async once<Value>(
    name: Name,
    way: Way,
    measure: (page: Page) => Promise<Value>,
  ): Promise<Value> {
    const page = await this.browser.open(this.site, `${name}.html`, way);
    const value = await measure(page);
    await page.close();
    return value;
  }
}

interface Result {
  figures: Figure[];
  rows?: string[][];
}

const figureOf = (
  figure: Pick<Figure, "id" | "what" | "unit" | "peer_name" | "goal" | "met">,
  ours: number,
  peer: number,
): Figure => ({
  ...figure,
  ours: rounded(ours),
  peer: rounded(peer),
  ratio: ours === 0 ? 0 : rounded(peer / ours),
});

/** Of each measurement, the ids of its figures. */
const MEASUREMENTS: readonly [readonly string[], (on: Measurement) => Promise<Result>][] = [
  [["page.grid1k"], (on) => measurePainting(on, "page.grid1k", "grid1k")],
  [["page.grid10k"], (on) => measurePainting(on, "page.grid10k", "grid10k")],
  [["page.grid1k_work"], (on) => measureWork(on, "page.grid1k_work", "grid1k")],
  [
    ["page.grid10k_work", "page.longest_task"],
    (on) => measureWork(on, "page.grid10k_work", "grid10k"),
  ],
  [["page.no_digits"], (on) => measureNoDigits(on)],
  [["page.stream"], (on) => measureStream(on)],
  [["page.memory"], (on) => measureMemory(on)],
];
const GZIP = "page.content_gzip";
/** Bytes. */
const GZIP_GOAL = 12_000;

const measurePainting = async (on: Measurement, id: string, name: Name): Promise<Result> => {
  const ours = await on.untilPainted(name, "pagedial");
  const peer = await on.untilPainted(name, "libphonenumber");
  const what = `${name}: until all numbers in view are painted`;
  const goal = { peer_name: WALKER, goal: "ratio >= 20", met: peer / ours >= 20 };
  return { figures: [figureOf({ id, what, unit: "ms", ...goal }, ours, peer)] };
};

const COLUMNS = ["page", "way", "scripts", "longest task", "frames", "longest frame"];

const rowOf = (name: Name, way: string, work: Work): string[] => [
  name,
  way,
  ...[work.scripts, work.longest, work.frames, work.longestFrame].map((it) => it.toFixed(1)),
];

const measureWork = async (on: Measurement, id: string, name: Name): Promise<Result> => {
  const ours = await on.work(name, "pagedial");
  const walker = await on.work(name, "libphonenumber");
  const ringcentral = await on.work(name, "ringcentral");
  const bare = await on.work(name, "bare");
  const total = figureOf(
    {
      id,
      what: `${name}: the main thread's time, but for frames`,
      unit: "ms",
      peer_name: BARE,
      goal: "ours <= 1.5 × peer",
      met: ours.scripts <= 1.5 * bare.scripts,
    },
    ours.scripts,
    bare.scripts,
  );
  const longest = figureOf(
    {
      id: "page.longest_task",
      what: `${name}: the longest task, but for frames`,
      unit: "ms",
      peer_name: WALKER,
      goal: "ours <= 16",
      met: ours.longest <= 16,
    },
    ours.longest,
    walker.longest,
  );
  return {
    figures: [total, longest],
    rows: [
      rowOf(name, "Pagedial", ours),
      rowOf(name, WALKER, walker),
      rowOf(name, "ringcentral-c2d", ringcentral),
      rowOf(name, BARE, bare),
    ],
  };
};

const measureNoDigits = async (on: Measurement): Promise<Result> => {
  const ours = await on.work("no-digits", "pagedial");
  const bare = await on.work("no-digits", "bare");
  const messages = await on.messages("no-digits");
  const figure = figureOf(
    {
      id: "page.no_digits",
      what: `no-digits: the main thread's time; ${messages} messages`,
      unit: "ms",
      peer_name: BARE,
      goal: "ours <= 1.2 × peer, 0 messages",
      met: ours.scripts <= 1.2 * bare.scripts && messages === 0,
    },
    ours.scripts,
    bare.scripts,
  );
  return {
    figures: [figure],
    rows: [rowOf("no-digits", "Pagedial", ours), rowOf("no-digits", BARE, bare)],
  };
};

const measureStream = async (on: Measurement): Promise<Result> => {
  const [ours, peer] = await on.addedToStream("grid1k", ["pagedial", "libphonenumber"]);
  if (ours === undefined || peer === undefined) throw new Error("a way was not measured");
  const dropped = Math.max(0, ours.dropped);
  const figure = figureOf(
    {
      id: "page.stream",
      what: `${CHANGES_PER_SECOND} cells change a second: the main thread's time that is added; ${dropped} frames dropped`,
      unit: "%",
      peer_name: WALKER,
      goal: "ours <= 3, no frame dropped",
      met: ours.share <= 0.03 && dropped === 0,
    },
    ours.share * 100,
    peer.share * 100,
  );
  return { figures: [figure] };
};

const measureMemory = async (on: Measurement): Promise<Result> => {
  const alone = await on.heap("grid10k", "nothing");
  const ours = (await on.heap("grid10k", "pagedial")) - alone;
  const peer = (await on.heap("grid10k", "libphonenumber")) - alone;
  const what = `grid10k: JavaScript heap that is added to the page's ${rounded(alone)} MB`;
  const goal = { peer_name: WALKER, goal: "ours <= peer", met: ours <= peer };
  return { figures: [figureOf({ id: "page.memory", what, unit: "MB", ...goal }, ours, peer)] };
};

const measureSize = async (): Promise<Figure> => {
  const ours = gzipped(readFileSync(path.join(paths.extension, "content.js")));
  const { outputFiles } = await build({
    entryPoints: [path.join(paths.root, "tests/bench/page/walkers.ts")],
    write: false,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2023",
    logLevel: "warning",
  });
  const peer = outputFiles.reduce((sum, { contents }) => sum + gzipped(contents), 0);
  return figureOf(
    {
      id: GZIP,
      what: "what each frame loads, gzip -9",
      unit: "KB",
      peer_name: `${WALKER}, minified`,
      goal: "ours <= 12",
      met: ours <= GZIP_GOAL,
    },
    ours / 1000,
    peer / 1000,
  );
};

const gzipped = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length;

/** How fast, small and quiet the content script is. */
export const page: Bench = {
  ids: [...MEASUREMENTS.flatMap(([ids]) => ids), GZIP],
  async measure(ids, thoroughness) {
    const figures: Figure[] = [];
    const rows: string[][] = [];
    const wanted = MEASUREMENTS.filter(([its]) => its.some((id) => ids.includes(id)));
    let details = "";
    if (wanted.length > 0) {
      const site = await Site.serve(await writePages());
      const browser = await Browser.launch();
      try {
        const on = new Measurement(browser, site, EXTENT[thoroughness]);
        // The browser of a day at work has its service worker awake and its code compiled.
        await on.messages("grid1k");
        for (const [its, measure] of wanted) {
          const result = await measure(on);
          const known = result.figures.filter(({ id }) => its.includes(id));
          figures.push(...known);
          rows.push(...(result.rows ?? []));
          // It takes minutes: what is known so far is said.
          for (const { id, ours, peer, unit } of known) {
            process.stderr.write(`bench: ${id}: ${ours} against ${peer} ${unit}\n`);
          }
        }
        if (rows.length > 0) {
          details = `Milliseconds of the main thread's CPU time in Chromium ${on.version}, median of ${on.extent.rounds}:\n\n${markdown(COLUMNS, rows)}`;
        }
      } finally {
        await browser.close();
        await site.stop();
      }
    }
    if (ids.includes(GZIP)) figures.push(await measureSize());
    return { figures: figures.filter(({ id }) => ids.includes(id)), details };
  },
};
