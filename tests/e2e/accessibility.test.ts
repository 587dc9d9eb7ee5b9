import assert from "node:assert/strict";
import { test } from "node:test";

import { axeFindings } from "./harness/axe.ts";
import { waitForPainted } from "./harness/call-button.ts";
import { dialerFromCrm, waitForReady } from "./harness/dialer.ts";
import { crmTruth } from "./harness/paths.ts";
import { openPopup } from "./harness/popup.ts";
import { onStage } from "./harness/stage.ts";

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
      assert.deepEqual(await axeFindings(dialer), []);
      await dialer.close();
      const options = await stage.browser.newPage();
      await options.goto(`chrome-extension://${stage.extensionId}/options.html`);
      await options.getByText("https://crm.example.com").first().waitFor();
      assert.deepEqual(await axeFindings(options), []);
      const crm = await stage.visit("crm/index.html");
      await waitForPainted(crm, crmTruth().length);
      const popup = await openPopup(stage);
      await popup.getByRole("button", { name: /^Why/ }).first().click();
      assert.deepEqual(await axeFindings(popup), []);
    }),
  );
}
