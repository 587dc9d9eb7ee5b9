import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import type { Browser, BrowserContext, Page } from "playwright-core";

import { noteAsked, untilAskedFor } from "./harness/asked.ts";
import { clickCallButton, paintedTexts, waitForControls } from "./harness/call-button.ts";
import { pictures } from "./harness/paths.ts";
import { plainBrowser, Stage } from "./harness/stage.ts";
import {
  expectedNumbers,
  noticed,
  ONE_INSERTION,
  type Traces,
  tracesOf,
  untilAtRest,
} from "./harness/traces.ts";

/** A real application, and what is asked of it beyond what is asked of each. */
interface Application {
  folder: string;
  /** Numbers to call; all others are only looked at. The first painted one when not said. */
  calls?: string[];
  /** The numbers of a page that runs no script and so cannot say them itself. */
  numbers?: string[];
}

const APPLICATIONS: Application[] = [
  { folder: "react" },
  { folder: "vue" },
  { folder: "ag-grid" },
  { folder: "lit" },
  {
    folder: "frames",
    calls: ["0130", "0131", "0132", "0133", "0134", "0135"].map((line) => `+1 425-555-${line}`),
  },
  { folder: "strict-csp", numbers: ["+1 206-555-0144", "our London office"] },
  { folder: "dialog", calls: ["(206) 555-0102", "(206) 555-0103"] },
  { folder: "right-to-left", calls: ["+1 206-555-0110", "+1 206-555-0112", "+1 206-555-0114"] },
  { folder: "large" },
];

let stage: Stage;
let plain: Browser;
let plainTabs: BrowserContext;

before(async () => {
  stage = await Stage.open({});
  await noteAsked(stage);
  plain = await plainBrowser();
  plainTabs = await plain.newContext({ viewport: null });
  for (const browser of [stage.browser, plainTabs]) {
    await browser.grantPermissions(["clipboard-read", "clipboard-write"]);
  }
});

after(async () => {
  await stage.close();
  await plain.close();
});

for (const application of APPLICATIONS) {
  test(`${application.folder}: every number is callable, and the application notices nothing`, {
    timeout: 120_000,
  }, async () => {
    const url = stage.site.url(`${application.folder}/index.html`);
    const untouched = await tracesWithout(url);
    const page = await stage.browser.newPage();
    const errors = errorsOf(page);
    await page.goto(url);
    await untilAtRest(page);
    const { shifted: shiftedByItself } = await noticed(page);
    const expected = await untilPainted(page, application);
    await waitForControls(page);
    // How far an application shifts while it loads, or is printed, depends on the frames it gets.
    assert.equal((await noticed(page)).shifted, shiftedByItself);
    assert.deepEqual(await tracesOf(page), untouched);
    const { shifted: shiftedByPrinting } = await noticed(page);
    const calls = application.calls ?? expected.slice(0, 1);
    for (const number of calls) {
      await call(page, number);
    }
    await page.screenshot({ path: `${pictures("pictures")}/${application.folder}.png` });
    const { ours, shifted } = await noticed(page);
    assert.deepEqual(ours, application.numbers ? [] : ONE_INSERTION);
    assert.equal(shifted, shiftedByPrinting);
    assert.deepEqual(errors, []);
    await page.close();
  });
}

const tracesWithout = async (url: string): Promise<Traces> => {
  const page = await plainTabs.newPage();
  await page.goto(url);
  await untilAtRest(page);
  const traces = await tracesOf(page);
  await page.close();
  return traces;
};

/** What the page and its frameworks complain of. */
const errorsOf = (page: Page): string[] => {
  const errors: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  return errors;
};

/** Waits until each number that is expected is painted, in whichever frame, and nothing else is. */
const untilPainted = async (page: Page, { numbers }: Application): Promise<string[]> => {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const expected = numbers ?? (await expectedNumbers(page)) ?? [];
    assert.ok(expected.length > 0);
    const painted = (await Promise.all(page.frames().map(paintedTexts))).flat();
    const missing = expected.filter((number) => !painted.includes(number));
    if (missing.length === 0) return expected;
    if (Date.now() > deadline) throw new Error(`not painted: ${missing}; painted: ${painted}`);
    await new Promise((again) => setTimeout(again, 50));
  }
};

/** Calls a number by its button, wherever it stands, until the dialer is asked for it. */
const call = async (page: Page, number: string): Promise<void> => {
  await page.bringToFront();
  for (const frame of page.frames()) {
    if ((await paintedTexts(frame)).includes(number)) {
      await clickCallButton(page, number, frame);
      await untilAskedFor(stage, number);
      return;
    }
  }
  throw new Error(`${number} is in no frame`);
};
