// Calls that come in, a second call beside the first, and handing the other side on.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";

import type { Page } from "playwright-core";

import { axeFindings } from "./harness/axe.ts";
import { callSelection } from "./harness/context-menu.ts";
import { press, waitForCall, waitForReady, waitForWords } from "./harness/dialer.ts";
import { pictures } from "./harness/paths.ts";
import { Stage } from "./harness/stage.ts";

/** The loopback driver's practice numbers: native-host/call-engine/src/loopback/behaviour.ts. */
const ANSWERS = "+14255550123";
const ANSWERS_TOO = "+14255550150";
const CALLS_BACK = "+19075550181";
const ANOTHER_CALLS = "+19075550182";
const CALLS_BACK_AND_GIVES_UP = "+19075550184";
const CALLS_BACK_WITHHELD = "+19075550185";
const BUSY = "+19075550191";
const RINGS = "+19075550190";

const folder = pictures("screenshots/two-calls");

let stage: Stage;
let dialer: Page;

before(async () => {
  stage = await Stage.open({});
  await stage.visit("crm/index.html");
  dialer = await stage.dialerOpenedBy(() => callSelection(stage, ANSWERS));
  dialer.setDefaultTimeout(20_000);
  await waitForReady(dialer);
  mkdirSync(folder, { recursive: true });
});

// A scene that failed leaves its calls to nobody else.
afterEach(async () => {
  for (const name of ["Decline", "Hang up", "Hang up"]) {
    const button = dialer.getByRole("button", { name, exact: true });
    if ((await button.count()) > 0) await button.click();
  }
  await waitForCall(dialer, "ended", "idle");
});

after(() => stage.close());

const call = async (number: string): Promise<void> => {
  await callSelection(stage, number);
  await waitForWords(dialer, number);
  await press(dialer, /^Call/);
};

const talkTo = async (number: string): Promise<void> => {
  await call(number);
  await waitForCall(dialer, "connected");
};

const incoming = () => dialer.locator(".incoming");

/** Calls a practice number that calls back, and waits until it does. */
const beCalledBackBy = async (number: string, shown: string): Promise<void> => {
  await call(number);
  await waitForCall(dialer, "ended");
  await incoming().getByText(shown).waitFor();
};

const hangUp = async (): Promise<void> => {
  await press(dialer, "Hang up");
};

/** Opens the field for another number, and types one. */
const type = async (number: string): Promise<void> => {
  await press(dialer, "Other number");
  await dialer.locator("#second-number").fill(number);
};

const held = () => dialer.locator(".held");

const callee = (text: string) => dialer.locator(".callee", { hasText: text }).waitFor();

const photograph = (name: string): Promise<Buffer> =>
  dialer.screenshot({ path: path.join(folder, `${name}.png`) });

test("a call that comes in is shown with its number, answered, and written down as such", async () => {
  await beCalledBackBy(CALLS_BACK, "+1 907-555-0181");
  assert.match(await dialer.title(), /^Incoming call · \+1 907-555-0181/);
  assert.deepEqual(await axeFindings(dialer), []);
  await photograph("incoming");
  await press(dialer, "Answer");
  await waitForCall(dialer, "connected");
  await callee("(907) 555-0181");
  assert.equal(await incoming().count(), 0);
  await dialer.locator('[role="meter"][aria-valuenow]:not([aria-valuenow="0"])').waitFor();
  await hangUp();
  await waitForCall(dialer, "ended");
  const last = stage.history().at(-1);
  assert.deepEqual([last?.direction, last?.number], ["incoming", CALLS_BACK]);
  assert.ok(last?.answered_at_ms);
});

test("a call that is declined stops ringing and is written down, its number withheld", async () => {
  await beCalledBackBy(CALLS_BACK_WITHHELD, "Number withheld");
  await dialer.keyboard.press("Tab");
  await dialer.getByRole("button", { name: "Decline" }).focus();
  await dialer.keyboard.press("Enter");
  await incoming().waitFor({ state: "detached" });
  await waitForWords(dialer, "Call declined");
  const last = stage.history().at(-1);
  assert.deepEqual([last?.direction, last?.number, last?.end?.code], ["incoming", null, 603]);
  assert.equal(await dialer.locator(".missed").count(), 0);
});

test("a caller who gives up is told as missed until that has been seen", async () => {
  await beCalledBackBy(CALLS_BACK_AND_GIVES_UP, "+1 907-555-0184");
  await incoming().waitFor({ state: "detached" });
  await dialer.locator(".missed", { hasText: "+1 907-555-0184" }).waitFor();
  await photograph("missed");
  await press(dialer, "Dismiss");
  await dialer.locator(".missed").waitFor({ state: "detached" });
  assert.equal(stage.history().at(-1)?.answered_at_ms, null);
});

test("answering a second call holds the first, the two change places, and each ends by itself", async () => {
  await talkTo(ANOTHER_CALLS);
  await incoming().waitFor();
  await waitForWords(dialer, "Answering puts your present call on hold.");
  await photograph("incoming-in-call");
  await press(dialer, "Answer");
  await callee("(907) 555-0183");
  await waitForCall(dialer, "connected");
  await held().getByText("On hold: +1 907-555-0182").waitFor();
  assert.deepEqual(await axeFindings(dialer), []);
  await photograph("two-calls");
  await press(dialer, "Swap");
  await callee("(907) 555-0182");
  await held().getByText("On hold: +1 907-555-0183").waitFor();
  await dialer.locator(".status .words", { hasText: "Connected" }).waitFor();
  await hangUp();
  // The other one comes to the front as it was: held.
  await callee("(907) 555-0183");
  await waitForWords(dialer, /^\+1 907-555-0182: Call ended/);
  await dialer.locator(".status .words", { hasText: "On hold" }).waitFor();
  assert.equal(await held().count(), 0);
  await press(dialer, "Hold");
  await dialer.locator(".status .words", { hasText: "Connected" }).waitFor();
  await hangUp();
  await waitForCall(dialer, "ended");
  const ends = stage.history().slice(-2);
  assert.deepEqual(
    ends.map(({ direction, ended_at_ms }) => [direction, ended_at_ms !== null]),
    [
      ["outgoing", true],
      ["incoming", true],
    ],
  );
});

test("answering while another call still rings hangs that one up first", async () => {
  await beCalledBackBy(CALLS_BACK, "+1 907-555-0181");
  await call(RINGS);
  await waitForCall(dialer, "ringing");
  await waitForWords(dialer, "Answering ends your present call.");
  await press(dialer, "Answer");
  await callee("(907) 555-0181");
  await waitForCall(dialer, "connected");
  await hangUp();
});

test("a second number is called beside the first, and one that is busy gives the first back", async () => {
  await talkTo(ANSWERS);
  await type(ANSWERS_TOO);
  await photograph("second-number");
  await press(dialer, "Call as well");
  await callee("(425) 555-0150");
  await waitForCall(dialer, "connected");
  await held().getByText("+1 425-555-0123").waitFor();
  await hangUp();
  await callee("(425) 555-0123");
  await press(dialer, "Hold");
  await dialer.locator(".status .words", { hasText: "Connected" }).waitFor();
  await type(BUSY);
  await dialer.keyboard.press("Enter");
  await waitForWords(dialer, /^\+1 907-555-0191: .*busy/i);
  await callee("(425) 555-0123");
  await hangUp();
});

test("a call is handed on to a number, and goes on when that does not take it", async () => {
  await talkTo(ANSWERS);
  await type(BUSY);
  await press(dialer, "Transfer");
  await waitForWords(dialer, /^\+1 907-555-0191: .*busy/i);
  await waitForCall(dialer, "connected");
  await type(ANSWERS_TOO);
  await press(dialer, "Transfer");
  await waitForCall(dialer, "ended");
  await waitForWords(dialer, "Transferred");
  const written = stage.history().slice(-3);
  assert.deepEqual(
    written.map(({ number }) => number),
    [ANSWERS, BUSY, ANSWERS_TOO],
  );
  assert.ok(written.every(({ ended_at_ms }) => ended_at_ms !== null));
});

test("a number that the policy does not allow is not handed on to, and the rule is told", async () => {
  await talkTo(ANSWERS);
  // A premium rate number.
  await type("+19005550100");
  await press(dialer, "Transfer");
  await waitForWords(dialer, /^\+1 900-555-0100: .*premium/i);
  await waitForCall(dialer, "connected");
  await hangUp();
});

test("a number that is asked for during a call can be asked first and then connected with it", async () => {
  await talkTo(ANSWERS);
  await callSelection(stage, ANSWERS_TOO);
  await dialer.locator(".notice", { hasText: ANSWERS_TOO }).waitFor();
  await press(dialer, "Call as well");
  await callee("(425) 555-0150");
  await waitForCall(dialer, "connected");
  await held().getByText("+1 425-555-0123").waitFor();
  await press(dialer, "Connect them");
  await waitForCall(dialer, "ended");
  await waitForWords(dialer, "Transferred");
  assert.equal(await held().count(), 0);
  const written = stage.history().slice(-2);
  assert.ok(written.every(({ answered_at_ms, ended_at_ms }) => answered_at_ms && ended_at_ms));
});

test("a window that goes with two calls and a third one ringing leaves no call without its end", async () => {
  await talkTo(ANOTHER_CALLS);
  await incoming().waitFor();
  await press(dialer, "Answer");
  await held().waitFor();
  await dialer.close({ runBeforeUnload: false });
  await stage.untilNoHost();
  assert.deepEqual(
    stage.history().filter(({ ended_at_ms }) => ended_at_ms === null),
    [],
  );
  dialer = await stage.dialerOpenedBy(() => callSelection(stage, ANSWERS));
  dialer.setDefaultTimeout(20_000);
  await waitForReady(dialer);
});
