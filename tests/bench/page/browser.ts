// One Chromium with the extension, in which the content script and its peers are measured.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { type BrowserContext, chromium, type Page, type Worker } from "playwright-core";

import { chromiumPath, loopbackOnly } from "../../chromium.ts";
import * as paths from "../../e2e/harness/paths.ts";
import type { Site } from "../../e2e/harness/site.ts";
import type { Way } from "./way.ts";

declare global {
  /** In the service worker: messages of content scripts so far. */
  var messagesSeen: number | undefined;
}

/** The extension in a profile of its own. */
export class Browser {
  private constructor(
    private readonly folder: string,
    private readonly context: BrowserContext,
    private readonly worker: Worker,
  ) {}

  static async launch(): Promise<Browser> {
    const folder = mkdtempSync(path.join(tmpdir(), "pagedial-bench-"));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: chromiumPath,
      headless: true,
      viewport: null,
      args: [
        ...loopbackOnly,
        "--window-size=1280,900",
        `--disable-extensions-except=${paths.extension}`,
        `--load-extension=${paths.extension}`,
      ],
    });
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    await worker.evaluate(() => chrome.storage.local.set({ region: "US" }));
    return new Browser(folder, context, worker);
  }

  get version(): string {
    return this.context.browser()?.version() ?? "of unknown version";
  }

  /**
   * A page, loaded and at rest. Only for our own way is it one that the extension reads: the peers
   * get it under the path of the call engine, where no content script goes.
   */
  async open(site: Site, name: string, way: Way): Promise<Page> {
    const page = await this.context.newPage();
    const folder = way === "pagedial" ? "" : "pagedial-engine/";
    await page.goto(site.url(`${folder}${name}`).replace("127.0.0.1", "localhost"));
    await page.bringToFront();
    await page.evaluate(() => atRest());
    // What loading has left is collected one to two seconds later: some 50 ms of a table of 10 000 rows,
    // which would be laid to the account of whatever is let loose on the page meanwhile.
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.collectGarbage");
    await session.detach();
    await page.evaluate(() => atRest());
    return page;
  }

  /** How many messages content scripts send while `act` runs. */
  async messagesDuring(act: () => Promise<unknown>): Promise<number> {
    const seen = (): Promise<number> =>
      this.worker.evaluate(() => {
        if (globalThis.messagesSeen === undefined) {
          globalThis.messagesSeen = 0;
          chrome.runtime.onMessage.addListener(() => {
            globalThis.messagesSeen = (globalThis.messagesSeen ?? 0) + 1;
          });
        }
        return globalThis.messagesSeen;
      });
    const before = await seen();
    await act();
    return (await seen()) - before;
  }

  async close(): Promise<void> {
    await this.context.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
