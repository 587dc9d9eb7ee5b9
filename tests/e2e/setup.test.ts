import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { dialerFromCrm, press, waitForCall, waitForWords } from "./harness/dialer.ts";
import { onStage } from "./harness/stage.ts";

const callButtons = (page: Page): Promise<number> =>
  page.getByRole("button", { name: /^Call/ }).count();

test(
  "with no host installed the dialer shows how to install it",
  onStage({ installHost: false }, async (stage) => {
    const page = await dialerFromCrm(stage);
    await waitForWords(page, /pagedial-host install/);
    assert.equal(await callButtons(page), 0);
  }),
);

test(
  "with nothing configured the dialer says what to do and offers no call",
  onStage({ connectionString: () => null }, async (stage) => {
    const page = await dialerFromCrm(stage);
    await waitForWords(page, /pagedial-host configure/);
    assert.equal(await callButtons(page), 0);
  }),
);

test(
  "a connection string that cannot be used is said to be so",
  onStage({ connectionString: () => "endpoint=nonsense;accesskey=***" }, async (stage) => {
    const page = await dialerFromCrm(stage);
    await waitForWords(page, /pagedial-host configure/);
    assert.equal(await callButtons(page), 0);
  }),
);

test(
  "a wrong access key is refused and the dialer says to check the key or the clock",
  onStage({ connectionString: (emulator) => emulator.wrongConnectionString }, async (stage) => {
    const page = await dialerFromCrm(stage);
    await waitForWords(page, /check the access key or the clock/i);
    const statuses = (await stage.emulator.requests()).map((request) => request.status);
    assert.ok(statuses.length > 0);
    assert.ok(statuses.every((status) => status === 401));
  }),
);

test(
  "without the microphone permission the dialer says where to allow it",
  onStage({ microphone: "denied" }, async (stage) => {
    const page = await dialerFromCrm(stage);
    await press(page, "Call");
    await waitForWords(page, /microphone/i);
    await waitForCall(page, "ended", "idle");
    await waitForWords(page, /settings/i);
  }),
);
