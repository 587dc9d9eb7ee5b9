// What the system shows of calls while somebody looks at another window than the dialer's.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import type { Page } from "playwright-core";

import { call, endCalls, press, readyDialer, waitForCall } from "./harness/dialer.ts";
import { PRACTICE } from "./harness/practice.ts";
import { Stage } from "./harness/stage.ts";

const INCOMING = "pagedial-incoming";
const MISSED = "pagedial-missed";

type Shown = chrome.notifications.NotificationOptions;

declare global {
  interface Window {
    /** Whether the person looks at this window; Playwright has every page believe it. */
    looks?: (at: boolean) => void;
    /** What each notification said last. */
    said?: Map<string, Shown>;
  }
}

/** Runs in each page. The system tells nobody what a notification says, so that is kept here. */
const watch = (): void => {
  if (!location.pathname.endsWith("/dialer.html")) return;
  let looks = false;
  document.hasFocus = () => looks;
  window.looks = (at) => {
    looks = at;
    window.dispatchEvent(new FocusEvent(at ? "focus" : "blur"));
  };
  const said = new Map<string, Shown>();
  window.said = said;
  // Without the permission there is nothing to watch.
  if (chrome.notifications === undefined) return;
  const create = chrome.notifications.create as (id: string, shown: Shown) => Promise<string>;
  Object.assign(chrome.notifications, {
    create(id: string, shown: Shown) {
      said.set(id, shown);
      return create(id, shown);
    },
  });
};

let stage: Stage;
let dialer: Page;

before(async () => {
  stage = await Stage.open({ permissions: ["notifications"] });
  await stage.browser.addInitScript(watch);
  await stage.worker.evaluate(() => chrome.storage.local.set({ notifications: true }));
  await stage.visit("crm/index.html");
  dialer = await readyDialer(stage);
});

afterEach(async () => {
  await endCalls(dialer);
  await look(true);
  await untilShown();
  await look(false);
});

after(() => stage.close());

const look = (at: boolean): Promise<void> => dialer.evaluate((at) => window.looks?.(at), at);

/** Waits until the system shows these notifications of ours and no other. */
const untilShown = async (...ids: string[]): Promise<void> => {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const shown = await stage.worker.evaluate(() => chrome.notifications.getAll());
    if (Object.keys(shown).sort().join() === ids.sort().join()) return;
    assert.ok(Date.now() < deadline, `${Object.keys(shown)} are shown, not ${ids}`);
    await new Promise((again) => setTimeout(again, 50));
  }
};

const said = (id: string): Promise<Shown | undefined> =>
  dialer.evaluate((id) => window.said?.get(id), id);

/** Presses a button. The system's own are not part of any page, so its event is raised here. */
const pressButton = (index: number): Promise<void> =>
  dialer.evaluate(
    ([id, index]) => {
      const pressed = chrome.notifications.onButtonClicked as unknown as {
        dispatch(id: string, index: number): void;
      };
      pressed.dispatch(id, index);
    },
    [INCOMING, index] as const,
  );

const beCalled = async (number: string): Promise<void> => {
  await call(dialer, stage, number);
  await dialer.locator(".incoming").waitFor();
};

test("a call that comes in is shown with its caller, and answered from there", async () => {
  await beCalled(PRACTICE.busyAndCallsBack);
  await untilShown(INCOMING);
  const { title, message, buttons } = (await said(INCOMING)) ?? {};
  assert.deepEqual(
    [title, message, buttons?.map(({ title }) => title)],
    ["Incoming call", "+1 907-555-0181", ["Answer", "Decline"]],
  );
  await pressButton(0);
  await waitForCall(dialer, "connected");
  await untilShown();
});

test("it is declined from there, and that is no missed call", async () => {
  await beCalled(PRACTICE.busyAndCallsBackWithheld);
  await untilShown(INCOMING);
  assert.equal((await said(INCOMING))?.message, "Number withheld");
  await pressButton(1);
  await dialer.locator(".incoming").waitFor({ state: "detached" });
  await untilShown();
  assert.equal(stage.history().at(-1)?.end?.code, 603);
});

test("a call that nobody took stays as a missed one until somebody looks at the dialer", async () => {
  await beCalled(PRACTICE.busyCallsBackAndGivesUp);
  await untilShown(INCOMING);
  await untilShown(MISSED);
  const { title, message, buttons } = (await said(MISSED)) ?? {};
  assert.deepEqual([title, message, buttons], ["1 missed call", "+1 907-555-0184", undefined]);
  await look(true);
  await untilShown();
  await look(false);
  // It has been seen; the next one is told alone.
  await beCalled(PRACTICE.busyCallsBackAndGivesUp);
  await untilShown(MISSED);
  assert.equal((await said(MISSED))?.title, "1 missed call");
  await press(dialer, "Dismiss");
});

test("who looks at the dialer is shown nothing, until they look away", async () => {
  await look(true);
  await beCalled(PRACTICE.busyAndCallsBack);
  await untilShown();
  await look(false);
  await untilShown(INCOMING);
  await press(dialer, "Decline");
  await untilShown();
});

test("a window that is closed takes the notification of its ringing call with it", async () => {
  await beCalled(PRACTICE.busyAndCallsBack);
  await untilShown(INCOMING);
  await dialer.close({ runBeforeUnload: false });
  await untilShown();
  dialer = await readyDialer(stage);
});
