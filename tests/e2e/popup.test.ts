import assert from "node:assert/strict";
import { test } from "node:test";

import { clickCallButton, waitForPainted } from "./harness/call-button.ts";
import { CUSTOMER, waitForWords } from "./harness/dialer.ts";
import { crmTruth } from "./harness/paths.ts";
import { listed, openPopup } from "./harness/popup.ts";
import { onStage } from "./harness/stage.ts";

test(
  "the toolbar popup lists the tab's numbers with their people, and finds and calls one",
  onStage({}, async (stage) => {
    const crm = await stage.visit("crm/index.html");
    await waitForPainted(crm, crmTruth().length);
    const popup = await openPopup(stage);
    const ada = popup.locator(".entry", { hasText: "+1 425-555-0123" });
    await ada.first().waitFor();
    assert.match((await listed(popup))[0] ?? "", /\p{L}.*\+\d/u);
    await popup.getByRole("searchbox").fill("425 555 0123");
    await popup.waitForFunction(() => document.querySelectorAll(".entry").length === 1);
    const name = await ada.locator(".name").innerText();
    const dialer = await stage.dialerOpenedBy(() =>
      ada.getByRole("button", { name: /^Call/ }).click(),
    );
    await waitForWords(dialer, "+14255550123");
    await waitForWords(dialer, name);
    await waitForWords(dialer, /127\.0\.0\.1/);
  }),
);

test(
  "what is marked as no number is gone from page and list, and one switch turns the site off",
  onStage({}, async (stage) => {
    const crm = await stage.visit("crm/index.html");
    const all = crmTruth().length;
    await waitForPainted(crm, all);
    const popup = await openPopup(stage);
    const row = popup.locator(".entry", { hasText: "+1 425-555-0123" });
    await row.getByRole("button", { name: /^Why/ }).first().click();
    await popup
      .locator(".why dd")
      .nth(2)
      .getByText(/\p{L}{3}/u)
      .waitFor();
    await popup.getByRole("button", { name: "Not a number on this site" }).click();
    await row.first().waitFor({ state: "detached" });
    await crm.waitForFunction(
      (all) => (CSS.highlights.get("pagedial-number")?.size ?? all) < all,
      all,
    );
    const site = popup.getByRole("switch");
    await site.click();
    await popup.getByText("Pagedial is off on this site").waitFor();
    await crm.waitForFunction(() => (CSS.highlights.get("pagedial-number")?.size ?? 0) === 0);
    await site.click();
    await popup.locator(".entry").first().waitFor();
  }),
);

test(
  "where no extension can run the popup says so, and still opens the dialer",
  onStage({}, async (stage) => {
    const page = await stage.browser.newPage();
    await page.goto("chrome://version");
    const popup = await openPopup(stage);
    await popup.getByText("can’t run on this page").waitFor();
    const dialer = await stage.dialerOpenedBy(() =>
      popup.getByRole("button", { name: "Open the dialer" }).click(),
    );
    assert.ok(dialer.url().endsWith("/dialer.html"));
  }),
);

test(
  "with a countdown a click calls by itself, unless it is stopped",
  onStage({}, async (stage) => {
    await stage.worker.evaluate(() => chrome.storage.local.set({ countdown: 30 }));
    const crm = await stage.visit("crm/index.html");
    await waitForPainted(crm, crmTruth().length);
    const dialer = await stage.dialerOpenedBy(() => clickCallButton(crm, CUSTOMER));
    await waitForWords(dialer, /Calling in \d+/);
    await dialer.getByRole("button", { name: "Don’t call" }).click();
    await dialer.getByRole("timer").waitFor({ state: "detached" });
    await stage.worker.evaluate(() => chrome.storage.local.set({ countdown: 1 }));
    const popup = await openPopup(stage);
    const row = popup.locator(".entry", { hasText: "+1 425-555-0123" }).first();
    await row.getByRole("button", { name: /^Call/ }).click();
    await dialer.locator('main:not([data-call-state="idle"])').waitFor();
  }),
);
