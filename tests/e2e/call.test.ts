import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { clickCallButton } from "./harness/call-button.ts";
import { callSelection } from "./harness/context-menu.ts";
import {
  CUSTOMER,
  dialerFromCrm,
  press,
  waitForCall,
  waitForTones,
  waitForWords,
  words,
} from "./harness/dialer.ts";
import { crmTruth } from "./harness/paths.ts";
import { onStage, type Stage } from "./harness/stage.ts";

test(
  "a number in a page becomes a connected call with sound, tones and an end",
  onStage({}, async (stage) => {
    const dialer = await dialerFromCrm(stage);
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
    const dialer = await dialerFromCrm(stage);
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
    const dialer = await dialerFromCrm(stage);
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
    const dialer = await dialerFromCrm(stage);
    for (let round = 0; round < 2; round += 1) {
      await press(dialer, /^Call/);
      await waitForCall(dialer, "connected");
      await press(dialer, "Hang up");
      await waitForCall(dialer, "ended");
    }
    assert.match(await words(dialer), /\+14255550123/);
  }),
);

test(
  "a call that the other side ends, refuses or never takes leaves nothing behind but the reason",
  onStage({}, async (stage) => {
    await stage.visit("crm/index.html");
    // The loopback driver's practice numbers: native-host/call-engine/src/loopback/behaviour.ts.
    const ends = [
      ["+19075550191", /busy/i],
      ["+19075550192", /no answer/i],
      ["+19075550193", /declined/i],
      ["+19075550194", /service/i],
      ["+19075550195", /call ended/i],
      ["+19075550196", /number/i],
    ] as const;
    const dialer = await stage.dialerOpenedBy(() => callSelection(stage, "+19075550190"));
    for (const [number, reason] of ends) {
      await callSelection(stage, number);
      await waitForWords(dialer, number);
      await press(dialer, /^Call/);
      await waitForCall(dialer, "ended");
      await dialer.getByRole("status").filter({ hasText: reason }).waitFor();
      assert.equal(await dialer.getByRole("button", { name: /^Hang up/ }).count(), 0);
    }
  }),
);

const dialers = (stage: Stage): Page[] =>
  stage.browser.pages().filter((page) => page.url().includes("/dialer.html"));
