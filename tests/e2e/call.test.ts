import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { clickCallButton, waitForPainted } from "./harness/call-button.ts";
import { press, waitForCall, waitForTones, waitForWords, words } from "./harness/dialer.ts";
import { crmTruth } from "./harness/paths.ts";
import { onStage, type Stage } from "./harness/stage.ts";

const CUSTOMER = "(425) 555-0123";

const dialerFor = async (stage: Stage, number: string): Promise<Page> => {
  const crm = await stage.visit("crm/index.html");
  await waitForPainted(crm, crmTruth().length);
  return stage.dialerOpenedBy(() => clickCallButton(crm, number));
};

test(
  "a number in a page becomes a connected call with sound, tones and an end",
  onStage({}, async (stage) => {
    const dialer = await dialerFor(stage, CUSTOMER);
    await waitForWords(dialer, "+14255550123");
    await press(dialer, "Call");
    await waitForCall(dialer, "ringing");
    await waitForCall(dialer, "connected");
    await dialer.locator('[role="meter"][aria-valuenow]:not([aria-valuenow="0"])').waitFor();
    for (const key of [/^5/, /^0/]) await press(dialer, key);
    await waitForTones(dialer, "50");
    await press(dialer, "Hang up");
    await waitForCall(dialer, "ended");
    const requests = await stage.emulator.requests();
    assert.deepEqual(
      requests.map(({ operation, status, authenticated }) => [operation, status, authenticated]),
      [
        ["create", 201, true],
        ["issue", 200, true],
      ],
    );
  }),
);

test(
  "a second number goes to the window that is open",
  onStage({}, async (stage) => {
    const dialer = await dialerFor(stage, CUSTOMER);
    const crm = stage.browser.pages().find((page) => page.url().includes("/crm/"));
    assert.ok(crm);
    const [, other] = crmTruth().filter((number) => number.text !== CUSTOMER);
    assert.ok(other);
    await clickCallButton(crm, other.text);
    await waitForWords(dialer, other.e164);
    assert.equal(dialers(stage).length, 1);
  }),
);

test(
  "closing the dialer ends the call and the host process",
  onStage({}, async (stage) => {
    const dialer = await dialerFor(stage, CUSTOMER);
    await press(dialer, "Call");
    await waitForCall(dialer, "connected");
    const [host, ...more] = stage.hosts();
    assert.ok(host);
    assert.deepEqual(more, []);
    await dialer.close();
    await stage.untilNoHost();
  }),
);

test(
  "the same number can be called again after the call has ended",
  onStage({}, async (stage) => {
    const dialer = await dialerFor(stage, CUSTOMER);
    for (let round = 0; round < 2; round += 1) {
      await press(dialer, /^Call/);
      await waitForCall(dialer, "connected");
      await press(dialer, "Hang up");
      await waitForCall(dialer, "ended");
    }
    assert.match(await words(dialer), /\+14255550123/);
  }),
);

const dialers = (stage: Stage): Page[] =>
  stage.browser.pages().filter((page) => page.url().includes("/dialer.html"));
