import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { waitForPainted } from "./harness/call-button.ts";
import { press, waitForCall, waitForReady, waitForWords } from "./harness/dialer.ts";
import { listing } from "./harness/listing.ts";
import { onStage, type Stage } from "./harness/stage.ts";

const PAGE = "open-door/index.html";

/** Lets an origin in, and opens a page of it. */
const allow = async (stage: Stage, origin: string): Promise<void> => {
  await stage.worker.evaluate((origin) => chrome.storage.local.set({ openDoor: [origin] }), origin);
};

const ownOrigin = (stage: Stage): string => new URL(stage.site.url("")).origin;

const log = (page: Page): Promise<string[]> => page.locator("#log li").allInnerTexts();

const waitForLog = async (page: Page, entry: string): Promise<void> => {
  await page.locator("#log li", { hasText: entry }).first().waitFor();
};

/** Asks the page's content script something: what it sent before is with the background by then. */
const untilHeard = (stage: Stage): Promise<unknown> => listing(stage, 0);

/** How many dialer windows there are. */
const dialers = (stage: Stage): number =>
  stage.browser.pages().filter((page) => page.url().includes("/dialer.html")).length;

test(
  "an application that is let in asks for a call, hears how it goes, and cannot make it",
  onStage({}, async (stage) => {
    await allow(stage, ownOrigin(stage));
    // Even where a person's own click calls by itself.
    await stage.worker.evaluate(() => chrome.storage.local.set({ countdown: 1 }));
    const page = await stage.visit(PAGE);
    const dialer = await stage.dialerOpenedBy(() => page.locator("#call").click());
    await waitForWords(dialer, "Ada Lovelace");
    await waitForWords(dialer, "This application asks for the call.");
    await waitForLog(page, "1 offered");
    await waitForReady(dialer);
    assert.equal(await dialer.getByRole("timer").count(), 0);
    await press(dialer, "Call");
    await waitForCall(dialer, "connected");
    await waitForLog(page, "1 connected");
    await press(dialer, "Hang up");
    await waitForLog(page, "1 ended");
    const states = (await log(page)).map((entry) => entry.split(" ")[1]);
    assert.deepEqual(states, ["offered", "calling", "ringing", "connected", "ended"]);
  }),
);

test(
  "a page that is not let in, a frame of its own, and one with no origin hear nothing",
  onStage({}, async (stage) => {
    await allow(stage, "https://crm.example.com");
    const page = await stage.visit(PAGE);
    // The background has read the settings.
    await waitForPainted(page, 1);
    await page.locator("#call").click();
    await untilHeard(stage);
    // As many in one go as it likes, spoofed answers among them, in frames of every kind.
    await page.evaluate(async () => {
      const detail = { call: "x", number: "+1 425-555-0123", name: "<b>" };
      const frames = ["", "allow-scripts"].map((sandbox) => {
        const frame = document.createElement("iframe");
        if (sandbox !== "") frame.setAttribute("sandbox", sandbox);
        frame.srcdoc = `<script>
          addEventListener("load", () => document.dispatchEvent(
            new CustomEvent("pagedial:call", { detail: ${JSON.stringify(detail)} })));
        </script>`;
        return frame;
      });
      await Promise.all(
        frames.map((frame) => {
          const loaded = new Promise((loaded) => frame.addEventListener("load", loaded));
          document.body.append(frame);
          return loaded;
        }),
      );
      for (let times = 0; times < 1000; times += 1) {
        document.dispatchEvent(new CustomEvent("pagedial:call", { detail }));
      }
    });
    await untilHeard(stage);
    // Let in afterwards, the same page is heard at its next request, and that one is the first.
    await allow(stage, ownOrigin(stage));
    const dialer = await stage.dialerOpenedBy(async () => {
      await page.locator("#call").click();
    });
    await waitForWords(dialer, "Ada Lovelace");
    await waitForLog(page, "2 offered");
    assert.equal(dialers(stage), 1);
    assert.deepEqual(
      (await log(page)).filter((entry) => !entry.startsWith("2 ")),
      [],
    );
  }),
);

test(
  "a flood opens one window, what is no number opens none, and a later page hears nothing",
  onStage({}, async (stage) => {
    await allow(stage, ownOrigin(stage));
    const page = await stage.visit(PAGE);
    const ask = (number: string): Promise<void> =>
      page.evaluate((number) => {
        const detail = { call: "n", number };
        document.dispatchEvent(new CustomEvent("pagedial:call", { detail }));
      }, number);
    await ask("911");
    await waitForLog(page, "n not_a_number");
    assert.equal(dialers(stage), 0);
    const dialer = await stage.dialerOpenedBy(() =>
      page.evaluate(async () => {
        const number = "+1 425-555-0123";
        for (let times = 0; times < 200; times += 1) {
          const detail = { call: "flood", number };
          document.dispatchEvent(new CustomEvent("pagedial:call", { detail }));
        }
      }),
    );
    await waitForLog(page, "flood offered");
    assert.equal((await log(page)).filter((entry) => entry === "flood offered").length, 1);
    await page.reload();
    await waitForReady(dialer);
    await press(dialer, "Call");
    await waitForCall(dialer, "connected");
    assert.deepEqual(await log(page), []);
    assert.equal(dialers(stage), 1);
  }),
);
