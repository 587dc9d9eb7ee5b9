import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

import { waitForPainted } from "./harness/call-button.ts";
import { dialerFromCrm, waitForReady } from "./harness/dialer.ts";
import { crmTruth } from "./harness/paths.ts";
import { openPopup } from "./harness/popup.ts";
import { onStage } from "./harness/stage.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong on a page. */
const findings = async (page: Page): Promise<string[]> => {
  // Not by a script element: the extension's pages take none of others.
  await page.evaluate(axe);
  const results = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
};

for (const colorScheme of ["light", "dark"] as const) {
  test(
    `axe-core finds nothing in popup, options and dialer in ${colorScheme}`,
    onStage({ colorScheme }, async (stage) => {
      await stage.worker.evaluate(() =>
        chrome.storage.local.set({
          sites: [{ site: "crm.example.com", on: false }],
          openDoor: ["https://crm.example.com"],
          notNumbers: [{ site: "crm.example.com", number: "+14255550123" }],
        }),
      );
      const dialer = await dialerFromCrm(stage);
      await waitForReady(dialer);
      assert.deepEqual(await findings(dialer), []);
      await dialer.close();
      const options = await stage.browser.newPage();
      await options.goto(`chrome-extension://${stage.extensionId}/options.html`);
      await options.getByText("https://crm.example.com").first().waitFor();
      assert.deepEqual(await findings(options), []);
      const crm = await stage.visit("crm/index.html");
      await waitForPainted(crm, crmTruth().length);
      const popup = await openPopup(stage);
      await popup.getByRole("button", { name: /^Why/ }).first().click();
      assert.deepEqual(await findings(popup), []);
    }),
  );
}
