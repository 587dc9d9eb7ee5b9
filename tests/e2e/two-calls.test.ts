// Calls that come in, a second call beside the first, and handing the other side on.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import type { Page } from "playwright-core";

import { callSelection } from "./harness/context-menu.ts";
import {
  call,
  endCalls,
  hangUp,
  press,
  readyDialer,
  talkTo,
  waitForCall,
  waitForWords,
} from "./harness/dialer.ts";
import { PRACTICE } from "./harness/practice.ts";
import { Stage } from "./harness/stage.ts";

let stage: Stage;
let dialer: Page;

before(async () => {
  stage = await Stage.open({});
  await stage.visit("crm/index.html");
  dialer = await readyDialer(stage);
});

afterEach(() => endCalls(dialer));

after(() => stage.close());

const incoming = () => dialer.locator(".incoming");

/** Calls a practice number that calls back, and waits until it does. */
const beCalledBackBy = async (number: string, shown: string): Promise<void> => {
  await call(dialer, stage, number);
  await waitForCall(dialer, "ended");
  await incoming().getByText(shown).waitFor();
};

/** Opens the field for another number, and types one. */
const type = async (number: string): Promise<void> => {
  await press(dialer, "Other number");
  await dialer.locator("#second-number").fill(number);
};

const held = () => dialer.locator(".held");

const callee = (text: string) => dialer.locator(".callee", { hasText: text }).waitFor();

test("a call that comes in is shown with its number, answered, and written down as such", async () => {
  await beCalledBackBy(PRACTICE.busyAndCallsBack, "+1 907-555-0181");
  assert.match(await dialer.title(), /^Incoming call · \+1 907-555-0181/);
  await press(dialer, "Answer");
  await waitForCall(dialer, "connected");
  await callee("(907) 555-0181");
  assert.equal(await incoming().count(), 0);
  await dialer.locator('[role="meter"][aria-valuenow]:not([aria-valuenow="0"])').waitFor();
  await hangUp(dialer);
  const last = stage.history().at(-1);
  assert.deepEqual([last?.direction, last?.number], ["incoming", PRACTICE.busyAndCallsBack]);
  assert.ok(last?.answered_at_ms);
});

test("a call that is declined stops ringing and is written down, its number withheld", async () => {
  await beCalledBackBy(PRACTICE.busyAndCallsBackWithheld, "Number withheld");
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
  await beCalledBackBy(PRACTICE.busyCallsBackAndGivesUp, "+1 907-555-0184");
  await incoming().waitFor({ state: "detached" });
  await dialer.locator(".missed", { hasText: "+1 907-555-0184" }).waitFor();
  await press(dialer, "Dismiss");
  await dialer.locator(".missed").waitFor({ state: "detached" });
  assert.equal(stage.history().at(-1)?.answered_at_ms, null);
});

test("answering a second call holds the first, the two change places, and each ends by itself", async () => {
  await talkTo(dialer, stage, PRACTICE.answersAndAnotherCalls);
  await incoming().waitFor();
  await waitForWords(dialer, "Answering puts your present call on hold.");
  await press(dialer, "Answer");
  await callee("(907) 555-0183");
  await waitForCall(dialer, "connected");
  await held().getByText("On hold: +1 907-555-0182").waitFor();
  await press(dialer, "Swap");
  await callee("(907) 555-0182");
  await held().getByText("On hold: +1 907-555-0183").waitFor();
  await dialer.locator(".status .words", { hasText: "Connected" }).waitFor();
  await press(dialer, "Hang up");
  // The other one comes to the front as it was: held.
  await callee("(907) 555-0183");
  await waitForWords(dialer, /^\+1 907-555-0182: Call ended/);
  await dialer.locator(".status .words", { hasText: "On hold" }).waitFor();
  assert.equal(await held().count(), 0);
  await press(dialer, "Hold");
  await dialer.locator(".status .words", { hasText: "Connected" }).waitFor();
  await hangUp(dialer);
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
  await beCalledBackBy(PRACTICE.busyAndCallsBack, "+1 907-555-0181");
  await call(dialer, stage, PRACTICE.ringsOn);
  await waitForCall(dialer, "ringing");
  await waitForWords(dialer, "Answering ends your present call.");
  await press(dialer, "Answer");
  await callee("(907) 555-0181");
  await waitForCall(dialer, "connected");
  await press(dialer, "Hang up");
});

test("a second number is called beside the first, and one that is busy gives the first back", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  await type(PRACTICE.answersToo);
  await press(dialer, "Call as well");
  await callee("(425) 555-0150");
  await waitForCall(dialer, "connected");
  await held().getByText("+1 425-555-0123").waitFor();
  await press(dialer, "Hang up");
  await callee("(425) 555-0123");
  await press(dialer, "Hold");
  await dialer.locator(".status .words", { hasText: "Connected" }).waitFor();
  await type(PRACTICE.busy);
  await dialer.keyboard.press("Enter");
  await waitForWords(dialer, /^\+1 907-555-0191: .*busy/i);
  await callee("(425) 555-0123");
  await press(dialer, "Hang up");
});

test("a call is handed on to a number, and goes on when that does not take it", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  await type(PRACTICE.busy);
  await press(dialer, "Transfer");
  await waitForWords(dialer, /^\+1 907-555-0191: .*busy/i);
  await waitForCall(dialer, "connected");
  await type(PRACTICE.answersToo);
  await press(dialer, "Transfer");
  await waitForCall(dialer, "ended");
  await waitForWords(dialer, "Transferred");
  const written = stage.history().slice(-3);
  assert.deepEqual(
    written.map(({ number }) => number),
    [PRACTICE.answers, PRACTICE.busy, PRACTICE.answersToo],
  );
  assert.ok(written.every(({ ended_at_ms }) => ended_at_ms !== null));
});

test("a number that the policy does not allow is not handed on to, and the rule is told", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  // A premium rate number.
  await type("+19005550100");
  await press(dialer, "Transfer");
  await waitForWords(dialer, /^\+1 900-555-0100: .*premium/i);
  await waitForCall(dialer, "connected");
  await press(dialer, "Hang up");
});

test("a number that is asked for during a call can be asked first and then connected with it", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  await callSelection(stage, PRACTICE.answersToo);
  await dialer.locator(".notice", { hasText: PRACTICE.answersToo }).waitFor();
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
  await talkTo(dialer, stage, PRACTICE.answersAndAnotherCalls);
  await incoming().waitFor();
  await press(dialer, "Answer");
  await held().waitFor();
  await dialer.close({ runBeforeUnload: false });
  await stage.untilNoHost();
  assert.deepEqual(
    stage.history().filter(({ ended_at_ms }) => ended_at_ms === null),
    [],
  );
  dialer = await readyDialer(stage);
});
