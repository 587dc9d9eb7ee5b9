import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { paintedTexts, waitForPainted } from "./harness/call-button.ts";
import { CUSTOMER } from "./harness/dialer.ts";
import { crmTruth } from "./harness/paths.ts";
import { onStage, type Stage } from "./harness/stage.ts";

const set = (stage: Stage, settings: Record<string, unknown>): Promise<void> =>
  stage.worker.evaluate((settings) => chrome.storage.local.set(settings), settings);

const waitForCount = async (page: Page, count: number): Promise<void> => {
  await page.waitForFunction(
    (count) => (CSS.highlights.get("pagedial-number")?.size ?? 0) === count,
    count,
  );
};

test(
  "what is set holds at once in every open page: off, on again, what is not a number, links left",
  onStage({}, async (stage) => {
    const crm = await stage.visit("crm/index.html");
    const all = crmTruth().length;
    await waitForPainted(crm, all);
    await set(stage, { sites: [{ site: "127.0.0.1", on: false }] });
    await waitForCount(crm, 0);
    await stage.untilBadge("");
    await set(stage, { sites: [] });
    await waitForCount(crm, all);
    await stage.untilBadge(String(all));
    const same = crmTruth().filter(({ e164 }) => e164 === "+14255550123").length;
    await set(stage, { notNumbers: [{ site: "127.0.0.1", number: "+14255550123" }] });
    await waitForCount(crm, all - same);
    assert.ok(!(await paintedTexts(crm)).includes(CUSTOMER));
    const links = await crm.locator('a[href^="tel:"]').count();
    assert.ok(links > 0);
    await set(stage, { telLinks: "leave" });
    await waitForCount(crm, all - same - links);
  }),
);

test(
  "a site can have a region of its own",
  onStage({ region: "US" }, async (stage) => {
    const page = await stage.visit("blank/index.html");
    // Reserved for fiction in Berlin; nothing else in the page tells of Germany.
    const national = "030 23125 000";
    await page.evaluate((national) => {
      const lines = ["Phone +1 425 555 0123", `Phone ${national}`].map((text) =>
        Object.assign(document.createElement("p"), { textContent: text }),
      );
      document.body.replaceChildren(...lines);
    }, national);
    await stage.untilBadge("1");
    assert.deepEqual(await paintedTexts(page), ["+1 425 555 0123"]);
    await set(stage, { sites: [{ site: "127.0.0.*", region: "DE" }] });
    await waitForCount(page, 2);
    assert.ok((await paintedTexts(page)).includes(national));
  }),
);
