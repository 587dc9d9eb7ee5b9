import type { Page } from "playwright-core";

import { clickCallButton, waitForPainted } from "./call-button.ts";
import { crmTruth } from "./paths.ts";
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

/** Everything that the dialer says, as a person reads it. */
export const words = (dialer: Page): Promise<string> => dialer.locator("body").innerText();

/** Waits until the dialer says `text`. */
export const waitForWords = (dialer: Page, text: string | RegExp): Promise<void> =>
  dialer.getByText(text).first().waitFor();

/** Waits until the dialer shows these tones as sent. */
export const waitForTones = (dialer: Page, tones: string | RegExp): Promise<void> =>
  dialer.locator(".tones bdi", { hasText: tones }).waitFor();

/** The engine's frame, once it has an address. */
export const engineUrl = async (dialer: Page): Promise<URL> => {
  const frame = dialer.locator("iframe");
  await frame.waitFor({ state: "attached" });
  return new URL((await frame.getAttribute("src")) ?? "");
};
