// What reaches a call from outside its window: sounds, shortcuts, media keys, a headset.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";

import type { Page } from "playwright-core";

import {
  call,
  endCalls,
  press,
  readyDialer,
  talkTo,
  waitForCall,
  waitForReady,
  waitForTones,
  waitForWords,
} from "./harness/dialer.ts";
import { PRACTICE } from "./harness/practice.ts";
import { pressInFront, pressShortcut } from "./harness/shortcut.ts";
import { onStage, Stage } from "./harness/stage.ts";

let stage: Stage;
let dialer: Page;

declare global {
  interface Window {
    /** How loud some frequencies are in what the page plays, in decibels. */
    heard?: (frequencies: number[]) => number[];
    /** What the page has asked of media keys. */
    mediaKeys?: Map<string, () => void>;
    headset?: { press: (bytes: number[]) => void; lamps: number[][] };
  }
}

/** Listens to what the page sends to its loudspeakers. */
const listenIn = (): void => {
  if (location.protocol !== "chrome-extension:") return;
  const analysers = new Map<BaseAudioContext, AnalyserNode>();
  const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode;
  AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
    if (to instanceof AudioDestinationNode) {
      const options = { fftSize: 16384, smoothingTimeConstant: 0 };
      const analyser = analysers.get(this.context) ?? new AnalyserNode(this.context, options);
      analysers.set(this.context, analyser);
      connect.call(this, analyser);
    }
    return connect.call(this, to);
  } as AudioNode["connect"];
  window.heard = (frequencies) => {
    const spectra = [...analysers.values()].map((analyser) => {
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      return { bins, width: analyser.context.sampleRate / analyser.fftSize };
    });
    return frequencies.map((it) =>
      Math.max(...spectra.map(({ bins, width }) => bins[Math.round(it / width)] ?? -1000)),
    );
  };
};

/** Chromium's media keys can't be pressed by a test, so what they would call is kept. */
const catchMediaKeys = (): void => {
  const keys = new Map<string, () => void>();
  window.mediaKeys = keys;
  navigator.mediaSession.setActionHandler = (action, handler) => {
    if (handler) keys.set(action, () => handler({ action }));
  };
};

/**
 * A headset that nobody makes: a hook switch, a mute button, and two lamps. All of its functions are
 * methods, because the loader names others by a helper that pages have not.
 */
const plugInHeadset = (): void => {
  const item = { reportSize: 1, isAbsolute: true };
  const hook = { ...item, usages: [0x0b0020], reportCount: 1 };
  const mute = { ...item, usages: [0x0b002f], reportCount: 1, isAbsolute: false };
  const lamps = { ...item, usages: [0x080017, 0x080009], reportCount: 2 };
  const device = {
    opened: false,
    productName: "Desk headset",
    collections: [
      {
        usagePage: 0x0b,
        usage: 5,
        inputReports: [{ reportId: 3, items: [hook, mute] }],
        outputReports: [{ reportId: 3, items: [lamps] }],
      },
    ],
    oninputreport: null as ((event: { reportId: number; data: DataView }) => void) | null,
    async open() {
      device.opened = true;
    },
    async sendReport(_: number, bytes: Uint8Array) {
      headset.lamps.push([...bytes]);
    },
  };
  const headset = {
    lamps: [] as number[][],
    press(bytes: number[]) {
      const data = new DataView(new Uint8Array(bytes).buffer);
      device.oninputreport?.({ reportId: 3, data });
    },
  };
  const hid = {
    async getDevices() {
      return [device];
    },
    addEventListener() {
      // It is plugged in already.
    },
  };
  Object.defineProperty(navigator, "hid", { value: hid });
  window.headset = headset;
};

before(async () => {
  stage = await Stage.open({});
  await stage.browser.addInitScript(listenIn);
  await stage.browser.addInitScript(catchMediaKeys);
  await stage.browser.addInitScript(plugInHeadset);
  await stage.worker.evaluate(() => chrome.storage.local.set({ headset: true }));
  await stage.visit("crm/index.html");
  dialer = await readyDialer(stage);
});

afterEach(() => endCalls(dialer));

after(() => stage.close());

/** Waits until these frequencies sound together, each far above what lies beside it. */
const hear = async (frequencies: number[], silent: number[]): Promise<void> => {
  await dialer.waitForFunction(
    ({ frequencies, silent }) => {
      const loud = Math.min(...(window.heard?.(frequencies) ?? []));
      const soft = Math.max(...(window.heard?.(silent) ?? []));
      return loud > -60 && loud > soft + 20;
    },
    { frequencies, silent },
    { polling: 20 },
  );
};

const isMuted = (muted: boolean): Promise<void> =>
  dialer.getByRole("button", { name: "Mute", pressed: muted }).waitFor();

test("the other side's ringing, busy and keys are heard in the tones of its country", async () => {
  await call(dialer, stage, PRACTICE.ringsOn);
  await hear([440, 480], [350, 620, 770]);
  await press(dialer, "Hang up");
  await waitForCall(dialer, "ended");
  await call(dialer, stage, PRACTICE.busy);
  await hear([480, 620], [350, 440, 770]);
  await talkTo(dialer, stage, PRACTICE.answers);
  await dialer.keyboard.press("5");
  await hear([770, 1336], [697, 941, 1209, 1477]);
});

test("with sounds off nothing is heard", async () => {
  await stage.worker.evaluate(() => chrome.storage.local.set({ sounds: false }));
  await talkTo(dialer, stage, PRACTICE.answers);
  await dialer.keyboard.press("5");
  await waitForTones(dialer, "5");
  const [row = 0, column = 0] = await dialer.evaluate(() => window.heard?.([770, 1336]) ?? []);
  assert.ok(Math.max(row, column) < -90, `${row}, ${column}`);
  await stage.worker.evaluate(() => chrome.storage.local.set({ sounds: true }));
});

test("shortcuts mute, unmute and hang up, and do nothing without a call", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  await pressShortcut(dialer, "mute");
  await isMuted(true);
  await pressShortcut(dialer, "mute");
  await isMuted(false);
  await pressShortcut(dialer, "hang-up");
  await waitForCall(dialer, "ended");
  await pressShortcut(dialer, "hang-up");
  assert.equal(await waitForCall(dialer, "ended"), "ended");
});

test("a shortcut offers the number that is selected in a page", async () => {
  const crm = await stage.visit("crm/index.html");
  await crm.bringToFront();
  await crm.evaluate(() => {
    const cell = document.evaluate("//*[text()='(425) 555-0123']", document).iterateNext();
    if (cell) getSelection()?.selectAllChildren(cell);
  });
  await pressInFront(stage, "call-selection");
  await waitForWords(dialer, PRACTICE.answers);
  await crm.close();
});

test("media keys mute and hang up", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  await dialer.evaluate(() => window.mediaKeys?.get("togglemicrophone")?.());
  await isMuted(true);
  await dialer.evaluate(() => window.mediaKeys?.get("hangup")?.());
  await waitForCall(dialer, "ended");
});

test("a headset's buttons mute and hang up, and its lamps show the call", async () => {
  await talkTo(dialer, stage, PRACTICE.answers);
  const pressHeadset = (...bytes: number[]): Promise<void> =>
    dialer.evaluate((bytes) => window.headset?.press(bytes), bytes);
  const lamps = (shown: number): Promise<unknown> =>
    dialer.waitForFunction((shown) => window.headset?.lamps.at(-1)?.[0] === shown, shown);
  await lamps(0b01);
  // The headset answers its lamp by saying that it is off the hook: no news.
  await pressHeadset(0b01);
  await pressHeadset(0b11);
  await isMuted(true);
  await lamps(0b11);
  await pressHeadset(0b01);
  await pressHeadset(0b00);
  await waitForCall(dialer, "ended");
  await lamps(0b00);
});

test("a call that comes in rings, and a shortcut answers it", async () => {
  await call(dialer, stage, PRACTICE.busyAndCallsBack);
  await waitForCall(dialer, "ended");
  await hear([659], [740, 425]);
  await pressShortcut(dialer, "answer");
  await waitForCall(dialer, "connected");
});

test(
  "without the permission the dialer tells of a call by itself",
  onStage({}, async (stage) => {
    await stage.worker.evaluate(() => chrome.storage.local.set({ notifications: true }));
    await stage.browser.addInitScript(() => {
      document.hasFocus = () => false;
    });
    const dialer = await stage.openPage("dialer.html");
    await waitForReady(dialer);
    await dialer.locator("#number").fill(PRACTICE.busyAndCallsBack);
    await press(dialer, /^Call/);
    await press(dialer, "Answer");
    await waitForCall(dialer, "connected");
  }),
);
