import assert from "node:assert/strict";

import type { Frame, Page } from "playwright-core";

import { clickCallButton, waitForPainted } from "./call-button.ts";
import { callSelection } from "./context-menu.ts";
import { crmTruth } from "./paths.ts";
import { PRACTICE } from "./practice.ts";
import type { Stage } from "./stage.ts";

/** A number of the sample CRM's first row. */
export const CUSTOMER = "(425) 555-0123";

/** The dialer as it opens for that number's Call button. */
export const dialerFromCrm = async (stage: Stage): Promise<Page> => {
  const crm = await stage.visit("crm/index.html");
  await waitForPainted(crm, crmTruth().length);
  return stage.dialerOpenedBy(() => clickCallButton(crm, CUSTOMER));
};

/** The states that the dialer's root tells in `data-call-state`. */
export type CallState =
  | "idle"
  | "authorizing"
  | "starting"
  | "connecting"
  | "ringing"
  | "connected"
  | "ending"
  | "ended";

/** Waits until the dialer's call is in one of these states, and tells which. */
export const waitForCall = async (dialer: Page, ...states: CallState[]): Promise<string> => {
  const selector = states.map((state) => `main[data-call-state="${state}"]`).join(", ");
  const main = dialer.locator(selector);
  await main.waitFor({ state: "attached" });
  return (await main.getAttribute("data-call-state")) ?? "";
};

/** Waits until the host has answered and the engine is ready to dial. */
export const waitForReady = (dialer: Page): Promise<void> =>
  dialer.locator('main[data-setup="ready"]').waitFor({ state: "attached" });

export const press = (dialer: Page, name: string | RegExp): Promise<void> =>
  dialer.getByRole("button", typeof name === "string" ? { name, exact: true } : { name }).click();

/** The dialer as a page's menu opens it, ready to call somebody who answers. */
export const readyDialer = async (stage: Stage): Promise<Page> => {
  const dialer = await stage.dialerOpenedBy(() => callSelection(stage, PRACTICE.answers));
  dialer.setDefaultTimeout(20_000);
  await waitForReady(dialer);
  return dialer;
};

/** Has `number` asked for by a page's menu, and calls it. */
export const call = async (dialer: Page, stage: Stage, number: string): Promise<void> => {
  await callSelection(stage, number);
  await waitForWords(dialer, number);
  await press(dialer, /^Call/);
};

/** The same, until somebody has answered. */
export const talkTo = async (dialer: Page, stage: Stage, number: string): Promise<void> => {
  await call(dialer, stage, number);
  await waitForCall(dialer, "connected");
};

/** Ends the one call. */
export const hangUp = async (dialer: Page): Promise<void> => {
  await press(dialer, "Hang up");
  await waitForCall(dialer, "ended");
};

/** Ends whatever a scene that failed has left: a call that rings, one in front, one on hold. */
export const endCalls = async (dialer: Page): Promise<void> => {
  const button = (name: string) => dialer.getByRole("button", { name, exact: true });
  if ((await button("Decline").count()) > 0) await press(dialer, "Decline");
  while ((await button("Hang up").count()) > 0) {
    await press(dialer, "Hang up");
    await dialer.locator('main:not([data-call-state="ending"])').waitFor({ state: "attached" });
  }
};

/** Everything that the dialer says, as a person reads it. */
export const words = (dialer: Page): Promise<string> => dialer.locator("body").innerText();

/** Waits until the dialer says `text`. */
export const waitForWords = (dialer: Page, text: string | RegExp): Promise<void> =>
  dialer.getByText(text).first().waitFor();

/** Waits until the dialer shows these tones as sent. */
export const waitForTones = (dialer: Page, tones: string | RegExp): Promise<void> =>
  dialer.locator(".tones bdi", { hasText: tones }).waitFor();

/** The frame that the engine runs in, which is there. */
export const engineFrame = (dialer: Page): Frame => {
  const frame = dialer.frames().find((frame) => frame.url().startsWith("http://localhost:"));
  assert.ok(frame);
  return frame;
};

/** The engine's address, once there is one. */
export const engineUrl = async (dialer: Page): Promise<URL> => {
  const frame = dialer.locator("iframe");
  await frame.waitFor({ state: "attached" });
  return new URL((await frame.getAttribute("src")) ?? "");
};
