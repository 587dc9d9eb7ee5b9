// What can happen to a call that is on, in one browser from beginning to end.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import type { Frame, Page } from "playwright-core";

import {
  endCalls,
  engineFrame,
  engineUrl,
  hangUp,
  press,
  readyDialer,
  talkTo,
  waitForCall,
  waitForReady,
  waitForTones,
  waitForWords,
} from "./harness/dialer.ts";
import { PRACTICE } from "./harness/practice.ts";
import { Stage } from "./harness/stage.ts";

const HOST_GONE = /The program on this computer is gone/;

let stage: Stage;
let dialer: Page;
let hasCrashed = false;

before(async () => {
  stage = await Stage.open({});
  await stage.visit("crm/index.html");
  dialer = await readyDialer(stage);
});

// The last scene's dialer can't be asked any more.
afterEach(() => (hasCrashed ? undefined : endCalls(dialer)));

after(() => stage.close());

const isPressed = (name: string, pressed: boolean): Promise<void> =>
  dialer.getByRole("button", { name, exact: true, pressed }).waitFor();

declare global {
  interface Window {
    /** Ends the microphone's tracks and refuses others with this error; `null` brings it back. */
    loseMicrophone?: (refusal: string | null) => void;
  }
}

/** Runs in the engine's frame. Chromium's fake devices can be neither pulled out nor forbidden. */
const loseMicrophoneOnCommand = (): void => {
  if (window.loseMicrophone !== undefined) return;
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  let refusal: string | null = null;
  const tracks: MediaStreamTrack[] = [];
  mediaDevices.getUserMedia = async (constraints) => {
    if (refusal !== null) throw new DOMException("", refusal);
    const stream = await open(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
  window.loseMicrophone = (name) => {
    refusal = name;
    for (const track of name === null ? [] : tracks.splice(0)) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
    mediaDevices.dispatchEvent(new Event("devicechange"));
  };
};

const crash = async (page: Page, part: Page | Frame): Promise<void> => {
  const session = await page.context().newCDPSession(part);
  const crashed = page.waitForEvent("crash");
  // The answer never comes: there is nobody left to give it.
  session.send("Page.crash").catch(() => undefined);
  await crashed;
};

/** Kills this stage's host, as an out-of-memory killer would. */
const killHost = async (): Promise<void> => {
  const [host] = stage.hosts();
  assert.ok(host);
  process.kill(host, "SIGKILL");
  await stage.untilNoHost();
};

test("mute and hold show what is, and the quality is told in words", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  await press(dialer, "Mute");
  await isPressed("Mute", true);
  await waitForWords(dialer, /nobody hears you/);
  await press(dialer, "Mute");
  await waitForWords(dialer, "Good connection");
  await press(dialer, "Hold");
  await isPressed("Hold", true);
  await waitForWords(dialer, /hold/i);
  await press(dialer, "Hold");
  await isPressed("Hold", false);
  await hangUp(dialer);
  assert.equal(await dialer.getByRole("button", { name: "Mute" }).count(), 0);
});

test("what the keyboard and the clipboard hold is sent as tones, with pauses", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  await dialer.keyboard.press("4");
  await waitForTones(dialer, "4");
  const paste = (text: string) =>
    dialer.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    }, text);
  await paste("1 2,#");
  await waitForTones(dialer, "412#");
  await paste("12x");
  await waitForWords(dialer, /“x” can’t be sent/);
  await hangUp(dialer);
});

test("the other side's hold shows", async () => {
  await talkTo(dialer, stage, PRACTICE.answersAndHolds);
  await waitForWords(dialer, /other side/i);
  await waitForWords(dialer, "Connected");
  await hangUp(dialer);
});

test("another microphone can be chosen in the call, and is kept by its name", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  await dialer.locator(".devices summary").click();
  const microphones = dialer.getByLabel("Microphone", { exact: true });
  await microphones.locator("option").nth(1).waitFor({ state: "attached" });
  const name = await microphones
    .locator("option")
    .nth(1)
    .evaluate((it) => it.textContent);
  assert.ok(name);
  await microphones.selectOption({ label: name });
  await dialer.waitForFunction((name) => {
    const list = document.querySelector<HTMLSelectElement>("#dialer_microphone");
    return list?.selectedOptions[0]?.label === name;
  }, name);
  const kept = await stage.worker.evaluate(() => chrome.storage.local.get("wanted_devices"));
  assert.ok(JSON.stringify(kept).includes(name), JSON.stringify(kept));
  await hangUp(dialer);
});

test("a network that goes and comes back is told, and the call goes on", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  await dialer.context().setOffline(true);
  await waitForWords(dialer, /no network/);
  await dialer.context().setOffline(false);
  await dialer.getByText(/no network/).waitFor({ state: "detached" });
  await waitForCall(dialer, "connected");
  await hangUp(dialer);
});

for (const [name, what, words] of [
  ["a device that is pulled out", "NotFoundError", /no microphone any more/],
  ["a permission that is withdrawn", "NotAllowedError", /not allowed any more/],
] as const) {
  test(`${name} is told, the call goes on, and the microphone is used again when it is back`, async () => {
    await engineFrame(dialer).evaluate(loseMicrophoneOnCommand);
    await talkTo(dialer, stage, PRACTICE.answers);
    await engineFrame(dialer).evaluate((what) => window.loseMicrophone?.(what), what);
    await waitForWords(dialer, words);
    await waitForCall(dialer, "connected");
    await engineFrame(dialer).evaluate(() => window.loseMicrophone?.(null));
    await dialer.getByText(words).waitFor({ state: "detached" });
    await hangUp(dialer);
  });
}

test("the call goes on without service worker and without the page that it came from", async () => {
  const page = stage.browser.pages().find((page) => page.url().includes("/crm/"));
  assert.ok(page);
  await talkTo(dialer, stage, PRACTICE.answers);
  await stage.stopWorker();
  await page.close();
  await press(dialer, /^5/);
  await waitForTones(dialer, "5");
  await hangUp(dialer);
  await stage.visit("crm/index.html");
});

test("the call goes on without host, and the next host records it", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  await killHost();
  await waitForWords(dialer, HOST_GONE);
  await press(dialer, /^7/);
  await waitForTones(dialer, "7");
  await waitForCall(dialer, "connected");
  await hangUp(dialer);
  await waitForReady(dialer);
  assert.equal(await dialer.getByText(/history/i).count(), 0);
  const written = stage.history().at(-1);
  assert.ok(written?.answered_at_ms && written.ended_at_ms, JSON.stringify(written));
});

test("a host that is killed in a call is replaced by itself, and the call is not touched", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  const before = await engineUrl(dialer);
  await killHost();
  await waitForWords(dialer, HOST_GONE);
  await dialer.getByText(HOST_GONE).waitFor({ state: "detached" });
  assert.equal(stage.hosts().length, 1);
  assert.equal((await engineUrl(dialer)).href, before.href);
  await press(dialer, /^7/);
  await waitForTones(dialer, "7");
  await waitForCall(dialer, "connected");
  await hangUp(dialer);
  // With the call, its engine goes too: it came from the host that was killed.
  await dialer.locator(`iframe[src="${before.href}"]`).waitFor({ state: "detached" });
  await waitForReady(dialer);
  const written = stage.history().at(-1);
  assert.ok(written?.answered_at_ms && written.ended_at_ms, JSON.stringify(written));
});

test("a host that is killed between two calls is replaced by itself", async () => {
  await killHost();
  await dialer.locator('main[data-setup="host_stopped"]').waitFor({ state: "attached" });
  await waitForReady(dialer);
  await talkTo(dialer, stage, PRACTICE.answers);
  await hangUp(dialer);
});

test("a second window has no line until the first is gone", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  const second = await stage.browser.newPage();
  await second.goto(dialer.url());
  await second.locator('main[data-setup="line_taken"]').waitFor({ state: "attached" });
  assert.equal(stage.hosts().length, 1);
  await dialer.close();
  dialer = second;
  await waitForReady(dialer);
  // It was closed by a person, who knows that the call is over.
  assert.equal(await dialer.getByText(/was cut off/).count(), 0);
});

test("a call that is cut off with its window is offered again", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  const url = dialer.url();
  const next = await stage.browser.newPage();
  // All pages of the extension share a process, so the new one comes afterwards.
  await crash(dialer, dialer);
  await dialer.close();
  dialer = next;
  await dialer.goto(url);
  await waitForReady(dialer);
  await waitForWords(dialer, /was cut off/);
  await press(dialer, "Call again");
  await waitForCall(dialer, "connected");
  await hangUp(dialer);
  assert.equal(await dialer.getByText(/was cut off/).count(), 0);
});

// Last: Playwright takes a page for crashed when any frame of it is, and says no more of it.
test("an engine that crashes in a call ends it, and the dialer lives on", async () => {
  await press(dialer, /^Call/);
  await waitForCall(dialer, "connected");
  const titles = (): Promise<(string | undefined)[]> =>
    stage.worker.evaluate(async () => (await chrome.tabs.query({})).map(({ title }) => title));
  const isTalking = (title: string | undefined): boolean => title?.startsWith("Connected") ?? false;
  assert.ok((await titles()).some(isTalking));
  hasCrashed = true;
  await crash(dialer, engineFrame(dialer));
  const deadline = Date.now() + 40_000;
  while ((await titles()).some(isTalking)) {
    assert.ok(Date.now() < deadline, "the call is shown as going on");
    await new Promise((again) => setTimeout(again, 250));
  }
  assert.ok((await titles()).includes("Pagedial"));
});
