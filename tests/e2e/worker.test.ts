import assert from "node:assert/strict";
import { test } from "node:test";

import { clickCallButton, paintedTexts, waitForPainted } from "./harness/call-button.ts";
import { waitForWords } from "./harness/dialer.ts";
import { crmTruth } from "./harness/paths.ts";
import { onStage } from "./harness/stage.ts";

test(
  "a stopped service worker is back for the next number and for the click",
  onStage({}, async (stage) => {
    const page = await stage.visit("dynamic/index.html");
    await waitForPainted(page, 1);
    const before = (await paintedTexts(page)).length;
    await stage.stopWorker();
    await page.locator("#add").click();
    await waitForPainted(page, before + 1);
    const [number] = await paintedTexts(page);
    assert.ok(number);
    await stage.stopWorker();
    const dialer = await stage.dialerOpenedBy(() => clickCallButton(page, number));
    await waitForWords(dialer, /^\+\d{7,15}$/);
    await stage.stopWorker();
    const crm = await stage.visit("crm/index.html");
    const [customer] = crmTruth();
    assert.ok(customer);
    await waitForPainted(crm, crmTruth().length);
    await clickCallButton(crm, customer.text);
    await waitForWords(dialer, customer.e164);
  }),
);
