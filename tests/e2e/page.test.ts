import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import {
  clickCallButton,
  hoverNumber,
  paintedTexts,
  waitForPainted,
} from "./harness/call-button.ts";
import { waitForWords } from "./harness/dialer.ts";
import { crmTruth } from "./harness/paths.ts";
import { onStage, withoutExtension } from "./harness/stage.ts";

interface Seen {
  markup: string;
  text: string;
}

/** The page's body as its own scripts see it. */
const seen = (page: Page): Promise<Seen> =>
  page.evaluate(() => ({ markup: document.body.outerHTML, text: document.body.innerText }));

test(
  "every number of the sample CRM is painted, and nothing else",
  onStage({}, async (stage) => {
    const crm = await stage.visit("crm/index.html");
    const truth = crmTruth();
    await waitForPainted(crm, truth.length);
    const painted = (await paintedTexts(crm)).sort();
    assert.deepEqual(painted, truth.map((number) => number.text).sort());
  }),
);

test(
  "the page's own observer sees one added element and its content stays as it was",
  onStage({}, async (stage) => {
    const served = await withoutExtension(stage.site.url("crm/index.html"), seen);
    const crm = await stage.visit("crm/index.html");
    await waitForPainted(crm, crmTruth().length);
    await hoverNumber(crm, "(425) 555-0123");
    assert.deepEqual(await seen(crm), served);
    const records = await crm.evaluate(() => (window as unknown as { pageSaw: unknown[] }).pageSaw);
    assert.equal(records.length, 1, JSON.stringify(records));
  }),
);

test(
  "numbers are painted and callable under a CSP that allows nothing",
  onStage({}, async (stage) => {
    const page = await stage.visit("strict-csp/index.html");
    await waitForPainted(page, 1);
    const [number] = await paintedTexts(page);
    assert.ok(number);
    const dialer = await stage.dialerOpenedBy(() => clickCallButton(page, number));
    await waitForWords(dialer, /^\+\d{7,15}$/);
  }),
);

test(
  "a page's script cannot open the dialer",
  onStage({}, async (stage) => {
    const crm = await stage.visit("crm/index.html");
    await waitForPainted(crm, crmTruth().length);
    await hoverNumber(crm, "(425) 555-0123");
    await crm.evaluate(() => {
      for (const element of document.documentElement.children) {
        element.shadowRoot?.querySelector("button")?.click();
        for (const type of ["pointerdown", "mousedown", "mouseup", "click", "keydown"]) {
          element.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
          element.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }));
        }
      }
    });
    // A real click afterwards opens exactly one window: had the false ones opened any, it would
    // have come first.
    await stage.dialerOpenedBy(() => clickCallButton(crm, "(425) 555-0123"));
    const dialers = stage.browser.pages().filter((page) => page.url().includes("/dialer.html"));
    assert.equal(dialers.length, 1);
  }),
);

test(
  "the badge counts the tab's numbers, all frames together",
  onStage({}, async (stage) => {
    const crm = await stage.visit("crm/index.html");
    await waitForPainted(crm, crmTruth().length);
    const expected = String(crmTruth().length);
    await stage.untilBadge(expected);
  }),
);
