// `cargo xtask scan`: the numbers that the real extension paints on a page, as it lists them
// itself: the same question that the toolbar popup asks.
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import type { Listing, PaintedNumber } from "../../extension/content/src/protocol.ts";
import { Site } from "./harness/site.ts";
import { Stage } from "./harness/stage.ts";

const [page = "", region = "US", form = "json"] = process.argv.slice(2);

interface Row {
  text: string;
  e164: string;
  region: string;
  type: string;
  verdict: string;
  reason: string;
  frame: number;
  rect: PaintedNumber["rect"];
}

/** Content scripts do not run on `file:` pages, so a file is served from loopback. */
const scan = async (): Promise<Row[]> => {
  const isFile = existsSync(page);
  const site = isFile ? await Site.serve(path.dirname(page)) : null;
  const stage = await Stage.open({ region });
  try {
    const tab = await stage.browser.newPage();
    await tab.goto(site?.url(path.basename(page)) ?? new URL(page, pathToFileURL("/")).href);
    return await rows(stage);
  } finally {
    await stage.close();
    await site?.stop();
  }
};

/** Asks each frame that has reported; done when two rounds, a report apart, say the same. */
const rows = (stage: Stage): Promise<Row[]> =>
  stage.worker.evaluate(async () => {
    const [tab] = await chrome.tabs.query({ active: true });
    if (tab?.id === undefined) throw new Error("no tab");
    const tabId = tab.id;
    const key = `frames:${tabId}`;
    await quiet(key);
    const frames = Object.keys((await chrome.storage.session.get(key))[key] ?? {}).map(Number);
    const lists = await Promise.all(frames.map(list));
    return lists.flat();

    async function list(frame: number): Promise<Row[]> {
      const { numbers }: Listing = await chrome.tabs.sendMessage(
        tabId,
        { type: "list", patience_ms: 5000 },
        { frameId: frame },
      );
      return numbers.map(({ text, number, rect }) => ({
        text,
        e164: number.e164,
        region: number.region,
        type: number.type,
        verdict: number.verdict,
        reason: number.reason,
        frame,
        rect,
      }));
    }

    /** Resolves when no frame has reported a new count for a second. */
    function quiet(key: string): Promise<void> {
      return new Promise((resolve) => {
        let timer = setTimeout(resolve, 3000);
        chrome.storage.session.onChanged.addListener((changes) => {
          if (!(key in changes)) return;
          clearTimeout(timer);
          timer = setTimeout(resolve, 1000);
        });
      });
    }
  });

const table = (rows: Row[]): string =>
  rows.map((row) => [row.e164, row.type, row.verdict, row.text].join("\t")).join("\n");

const found = await scan();
process.stdout.write(`${form === "json" ? JSON.stringify(found, null, 2) : table(found)}\n`);
