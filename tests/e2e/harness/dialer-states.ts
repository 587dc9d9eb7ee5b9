import type { Page } from "playwright-core";

import { callSelection } from "./context-menu.ts";
import { waitForCall, waitForReady, waitForWords } from "./dialer.ts";
import type { Stage } from "./stage.ts";

/** The loopback driver's practice numbers: native-host/call-engine/src/loopback/behaviour.ts. */
export const ANSWERS = "+14255550123";
export const RINGS_ON = "+19075550190";
export const BUSY = "+19075550191";

/** The dialer as a person may see it, and how it gets there from the state before. */
export interface DialerState {
  readonly name: string;
  readonly reach: (dialer: Page, stage: Stage) => Promise<void>;
}

const call = async (dialer: Page, stage: Stage, number: string): Promise<void> => {
  await callSelection(stage, number);
  await waitForWords(dialer, number);
  await main(dialer);
};

const type = (dialer: Page, text: string): Promise<void> => dialer.locator("#number").fill(text);

const main = (dialer: Page): Promise<void> => dialer.locator("#main-action").click();

/** One after the other on one stage, each beginning where the one before has ended. */
export const DIALER_STATES: readonly DialerState[] = [
  { name: "found-in-page", reach: (dialer) => waitForReady(dialer) },
  { name: "empty", reach: (dialer) => type(dialer, "") },
  { name: "emergency", reach: (dialer) => type(dialer, "911") },
  { name: "incomplete", reach: (dialer) => type(dialer, "+49 30") },
  {
    name: "countries",
    reach: async (dialer) => {
      await dialer.locator("#country").click();
      await dialer.locator("#country-list [role=option]").first().waitFor();
    },
  },
  {
    name: "no-calls",
    reach: async (dialer) => {
      await dialer.keyboard.press("Escape");
      await dialer.locator("#tab-calls").click();
    },
  },
  {
    name: "ringing",
    reach: async (dialer, stage) => {
      await call(dialer, stage, RINGS_ON);
      await waitForCall(dialer, "ringing");
    },
  },
  {
    name: "cancelled",
    reach: async (dialer) => {
      await main(dialer);
      await waitForCall(dialer, "ended");
    },
  },
  {
    name: "busy",
    reach: async (dialer, stage) => {
      await call(dialer, stage, BUSY);
      await waitForCall(dialer, "ended");
    },
  },
  {
    name: "connected",
    reach: async (dialer, stage) => {
      await call(dialer, stage, ANSWERS);
      await waitForCall(dialer, "connected");
      await dialer.locator(".quality").waitFor();
    },
  },
  {
    name: "connected-with-notes-and-devices",
    reach: async (dialer) => {
      await dialer.locator(".notes summary").click();
      await dialer.locator("#notes").fill("Wants the offer by Friday.");
      await dialer.locator(".devices summary").click();
    },
  },
  {
    name: "muted",
    reach: async (dialer) => {
      await dialer.locator("button.mute").click();
      await dialer.locator("button.mute[aria-pressed=true]").waitFor();
      await dialer.locator(".troubles .notice").waitFor();
    },
  },
  {
    name: "held",
    reach: async (dialer) => {
      await dialer.locator("button.hold").click();
      await dialer.locator("button.hold[aria-pressed=true]").waitFor();
    },
  },
  {
    name: "ended",
    reach: async (dialer) => {
      await main(dialer);
      await waitForCall(dialer, "ended");
    },
  },
  {
    name: "calls",
    reach: async (dialer) => {
      await dialer.locator(".entry").nth(2).waitFor();
      await dialer.locator(".entry .star").first().click();
      await dialer.locator(".star[aria-pressed=true]").first().waitFor();
    },
  },
  {
    name: "calls-not-found",
    reach: (dialer) => dialer.locator("#calls-search").fill("nobody"),
  },
  {
    name: "offline",
    reach: async (dialer) => {
      await dialer.locator("#calls-search").fill("");
      await dialer.locator("#tab-keypad").click();
      await type(dialer, ANSWERS);
      await dialer.context().setOffline(true);
      await dialer.locator(".detail:not(:empty)").waitFor();
    },
  },
  {
    name: "redial",
    reach: async (dialer) => {
      await dialer.context().setOffline(false);
      await type(dialer, "");
      await dialer.locator(".redial").waitFor();
    },
  },
];
