// `cargo xtask demo`: from a number in a page to a call, on this machine alone. With a display the
// person does the clicking; without, this does, and leaves screenshots in target/demo.
import { mkdirSync } from "node:fs";
import path from "node:path";

import type { Page } from "playwright-core";

import { clickCallButton, hoverNumber, waitForPainted } from "./harness/call-button.ts";
import {
  CUSTOMER,
  press,
  waitForCall,
  waitForTones,
  waitForWords,
  words,
} from "./harness/dialer.ts";
import { crmTruth, pictures } from "./harness/paths.ts";
import { Stage } from "./harness/stage.ts";

const [mode = "headless", driver = "loopback"] = process.argv.slice(2);

const folder = pictures("demo");
mkdirSync(folder, { recursive: true });

const say = (text: string): void => {
  process.stdout.write(`demo: ${text}\n`);
};

let step = 0;
const picture = async (page: Page, name: string): Promise<void> => {
  step += 1;
  const file = `${String(step).padStart(2, "0")}-${driver}-${name}.png`;
  await page.screenshot({ path: path.join(folder, file) });
  say(`  screenshot ${file}`);
};

const assert = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(`demo: ${what}`);
};

const byHand = async (stage: Stage): Promise<void> => {
  await stage.visit("crm/index.html");
  say("Point at a number and press its Call button. Close the browser to end the demo.");
  await stage.browser.waitForEvent("close", { timeout: 0 });
};

const byItself = async (stage: Stage): Promise<void> => {
  const crm = await stage.visit("crm/index.html");
  const grid = await crm.locator("main").innerHTML();
  const truth = crmTruth();
  await waitForPainted(crm, truth.length);
  say(`the CRM shows ${truth.length} phone numbers, all painted`);
  await picture(crm, "numbers-painted");

  await hoverNumber(crm, CUSTOMER);
  await picture(crm, "call-button");
  const dialer = await stage.dialerOpenedBy(() => clickCallButton(crm, CUSTOMER));
  await waitForWords(dialer, "+14255550123");
  say("a click on Call opened the dialer with +14255550123");
  await picture(dialer, "dialer");

  await press(dialer, "Call");
  await (driver === "acs" ? withNoNetwork(dialer) : practiceCall(stage, dialer));

  assert((await crm.locator("main").innerHTML()) === grid, "the grid was changed");
  say("the CRM's grid is untouched");
};

const practiceCall = async (stage: Stage, dialer: Page): Promise<void> => {
  await waitForCall(dialer, "ringing");
  say("ringing");
  await picture(dialer, "ringing");
  await waitForCall(dialer, "connected");
  const level = dialer.getByRole("meter");
  await dialer.waitForFunction(
    (meter) => Number(meter?.getAttribute("aria-valuenow")) > 0,
    await level.elementHandle(),
  );
  say(`connected; audio level ${await level.getAttribute("aria-valuenow")}`);
  await picture(dialer, "connected");

  for (const key of [/^4/, /^2/, /^(#|Pound|Hash)/]) await press(dialer, key);
  await waitForTones(dialer, "42#");
  say("DTMF 4 2 # sent");
  await picture(dialer, "dtmf");

  await press(dialer, "Hang up");
  await waitForCall(dialer, "ended");
  say("hung up");
  await picture(dialer, "ended");

  const requests = await stage.emulator.requests();
  const minted = requests.filter((request) => request.operation === "issue");
  assert(
    minted.length === 1 && minted.every((request) => request.authenticated),
    "no token was minted",
  );
  say("the host minted one token; the emulator verified its HMAC");
};

const withNoNetwork = async (dialer: Page): Promise<void> => {
  const state = await waitForCall(dialer, "starting", "connecting", "ended");
  say(`the real calling SDK is ${state}, with no network`);
  await picture(dialer, state);
  await waitForCall(dialer, "ended");
  await picture(dialer, "ended");
  say(`the call ended with: ${(await words(dialer)).replaceAll("\n", " · ")}`);
};

const stage = await Stage.open({
  driver: driver === "acs" ? "acs" : "loopback",
  headless: mode === "headless",
});
try {
  await (mode === "headless" ? byItself(stage) : byHand(stage));
  say("done");
} finally {
  await stage.close();
}
