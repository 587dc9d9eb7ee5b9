// What the dialer window offers around a call, in one browser from beginning to end.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, test } from "node:test";

import type { Page } from "playwright-core";

import {
  endCalls,
  engineFrame,
  hangUp,
  press,
  waitForCall,
  waitForReady,
  waitForTones,
  waitForWords,
} from "./harness/dialer.ts";
import { host } from "./harness/paths.ts";
import { PRACTICE } from "./harness/practice.ts";
import { Stage } from "./harness/stage.ts";

let stage: Stage;
let dialer: Page;

const field = () => dialer.getByRole("textbox", { name: "Phone number" });
const callButton = () => dialer.locator("#main-action");

before(async () => {
  stage = await Stage.open({});
  dialer = await stage.browser.newPage();
  await dialer.setViewportSize({ width: 380, height: 644 });
  await dialer.goto(`chrome-extension://${stage.extensionId}/dialer.html`);
  dialer.setDefaultTimeout(20_000);
  await waitForReady(dialer);
});

afterEach(async () => {
  await endCalls(dialer);
  await dialer.getByRole("tab", { name: "Keypad" }).click();
  await field().fill("");
});

after(() => stage.close());

/** Pastes into the number field as the keyboard does, with this text in the clipboard. */
const paste = (text: string): Promise<void> =>
  field().evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    field.dispatchEvent(event);
  }, text);

const talkTo = async (number: string): Promise<void> => {
  await field().fill(number);
  await callButton().click();
  await waitForCall(dialer, "connected");
};

const history = (): { notes: string; number: string }[] => {
  const environment = {
    PATH: process.env.PATH ?? "",
    HOME: stage.folder,
    XDG_CONFIG_HOME: path.join(stage.folder, "config"),
    XDG_DATA_HOME: path.join(stage.folder, "data"),
    XDG_STATE_HOME: path.join(stage.folder, "state"),
  };
  const text = execFileSync(host, ["history", "export", "--json"], { env: environment });
  return JSON.parse(text.toString()).calls;
};

test("the country of national numbers is chosen by keyboard from a searched list", async () => {
  await field().fill("030 23125555");
  await dialer.getByRole("button", { name: "Country: United States +1" }).focus();
  await dialer.keyboard.press("Enter");
  const search = dialer.getByRole("combobox", { name: "Search by name or calling code" });
  await dialer.keyboard.type("germ");
  const options = dialer.getByRole("option");
  await options.filter({ hasText: "United States" }).waitFor({ state: "detached" });
  assert.deepEqual(await options.allTextContents(), ["Germany+49"]);
  const active = await search.getAttribute("aria-activedescendant");
  assert.equal(await dialer.locator(`#${active}`).getAttribute("aria-selected"), "true");
  await dialer.keyboard.press("Enter");
  await waitForWords(dialer, "+493023125555");
  assert.ok(await field().evaluate((field) => field === document.activeElement));
  await dialer.getByRole("button", { name: "Country: Germany +49" }).click();
  await search.fill("+1");
  await options.filter({ hasText: "Germany" }).waitFor({ state: "detached" });
  await search.fill("xyz");
  await waitForWords(dialer, "No such country.");
  await dialer.keyboard.press("Escape");
  await search.waitFor({ state: "detached" });
  assert.equal(await dialer.evaluate(() => document.activeElement?.id), "country");
  await dialer.keyboard.press("Enter");
  await search.fill("united st");
  await options.filter({ hasText: "United States" }).first().click();
  await waitForWords(dialer, /Too long|Too short|No phone number/);
});

test("another country gives a number that has a calling code that country's", async () => {
  await field().fill("+1 425 555 0123");
  await dialer.locator("#country").click();
  await dialer.keyboard.type("+44");
  await dialer.getByRole("option").filter({ hasText: "United Kingdom" }).click();
  assert.match(await field().inputValue(), /^\+44/);
  await dialer.locator("#country").click();
  await dialer.keyboard.type("US");
  await dialer.getByRole("option").filter({ hasText: "United States" }).click();
});

test("whatever is pasted, the number in it is taken, and its extension is sent on request", async () => {
  await paste("call me at (425) 555-0123 ext 9");
  assert.equal(await field().inputValue(), "(425) 555-0123 ext. 9");
  await waitForWords(dialer, "Extension 9");
  await paste("425 555 0199 or 425 555 0123");
  await waitForWords(dialer, /more than one number/);
  assert.equal(await field().inputValue(), "(425) 555-0199");
  await paste("call me at (425) 555-0123 ext 9");
  await callButton().click();
  await waitForCall(dialer, "connected");
  await press(dialer, "Send extension 9");
  await waitForTones(dialer, "9");
  assert.equal(await dialer.getByRole("button", { name: /^Send extension/ }).count(), 0);
});

test("an emergency number is not called from here, and the reason is said while it is typed", async () => {
  await field().fill("911");
  await waitForWords(dialer, /emergency number\. Call it from a telephone/);
  assert.ok(await callButton().isDisabled());
  await field().press("Enter");
  assert.equal(await dialer.locator("main").getAttribute("data-call-state"), "idle");
});

test("the number is copied as it is dialled", async () => {
  await field().fill(PRACTICE.answers);
  await press(dialer, "Copy number");
  await waitForWords(dialer, "Copied");
  await field().fill("");
  await field().press("Control+V");
  await waitForWords(dialer, PRACTICE.answers);
});

test("notes about a call are in the history, with the call", async () => {
  await talkTo(PRACTICE.answers);
  await dialer.locator(".notes summary").click();
  const notes = dialer.getByLabel("Notes about this call");
  await notes.fill("Offer by Friday, 3 pieces");
  await waitForWords(dialer, "Saved in the history.");
  // Digits that are written down are no tones.
  assert.equal(await dialer.locator(".tones bdi").textContent(), "");
  await hangUp(dialer);
  await notes.fill("Offer by Monday");
  // Who goes on before it is saved loses nothing.
  await field().fill("");
  await dialer.getByRole("tab", { name: "Calls" }).click();
  await waitForWords(dialer, "Offer by Monday");
  assert.equal(history().at(-1)?.notes, "Offer by Monday");
});

test("calls are listed with their outcome and count, searched, kept and called again", async () => {
  for (let round = 0; round < 2; round += 1) {
    await field().fill(PRACTICE.busy);
    await callButton().click();
    await waitForCall(dialer, "ended");
  }
  await dialer.getByRole("tab", { name: "Keypad" }).focus();
  await dialer.keyboard.press("ArrowRight");
  const busy = dialer.getByRole("listitem").filter({ hasText: "+1 907-555-0191" });
  await busy.filter({ hasText: "Busy" }).filter({ hasText: "× 2" }).waitFor();
  const talked = dialer.getByRole("listitem").filter({ hasText: /Outgoing, 00:0/ });
  assert.ok((await talked.count()) > 0);
  await dialer.getByLabel("Search names, numbers and notes").fill("907 555");
  await talked.first().waitFor({ state: "detached" });
  await busy.getByRole("button", { name: "Favourite: +1 907-555-0191" }).click();
  await dialer.getByRole("heading", { name: "Favourites" }).waitFor();
  await dialer.reload();
  await waitForReady(dialer);
  await dialer.getByRole("tab", { name: "Calls" }).click();
  await dialer.getByRole("heading", { name: "Favourites" }).waitFor();
  await dialer.getByRole("button", { name: "Call +1 907-555-0191" }).first().click();
  await waitForCall(dialer, "ended");
  await dialer.getByRole("status").filter({ hasText: "Busy" }).waitFor();
  await dialer
    .getByRole("button", { name: "Favourite: +1 907-555-0191", pressed: true })
    .first()
    .click();
  await dialer.getByRole("heading", { name: "Favourites" }).waitFor({ state: "detached" });
});

test("a favourite is called by the name that the person gives it, and by none again", async () => {
  await talkTo(PRACTICE.answers);
  await hangUp(dialer);
  await dialer.getByRole("tab", { name: "Calls" }).click();
  await dialer.getByRole("button", { name: "Favourite: +1 425-555-0123" }).first().click();
  await press(dialer, "Rename +1 425-555-0123");
  const name = dialer.getByRole("textbox", { name: "Name for +1 425-555-0123" });
  await name.fill("Ada");
  await name.press("Enter");
  // Where the keyboard was, it is again; and her calls have her name too.
  await dialer.waitForFunction(
    () => document.activeElement?.getAttribute("aria-label") === "Rename Ada",
  );
  await press(dialer, "Rename Ada");
  await name.press("Escape");
  await name.waitFor({ state: "detached" });
  assert.ok((await dialer.getByRole("button", { name: "Call Ada" }).count()) > 1);
  await dialer.reload();
  await waitForReady(dialer);
  await dialer.getByRole("tab", { name: "Calls" }).click();
  await press(dialer, "Rename Ada");
  await name.fill("");
  await press(dialer, "Save");
  await dialer.getByRole("button", { name: "Rename +1 425-555-0123" }).waitFor();
  await dialer
    .getByRole("button", { name: "Favourite: +1 425-555-0123", pressed: true })
    .first()
    .click();
});

test("the last number is called again from an empty field", async () => {
  await talkTo(PRACTICE.answers);
  await hangUp(dialer);
  await field().fill("");
  await press(dialer, "Call +1 425-555-0123 again");
  await waitForCall(dialer, "connected");
});

test("a computer without network is said to have none before a call is tried", async () => {
  await field().fill(PRACTICE.answers);
  await dialer.context().setOffline(true);
  await waitForWords(dialer, /no network/);
  await dialer.context().setOffline(false);
  await waitForWords(dialer, "Ready to call");
});

test("a call that the policy forbids is not made, and the rule is said", async () => {
  const folder = path.join(stage.folder, "config", "pagedial");
  mkdirSync(folder, { recursive: true });
  const policy = path.join(folder, "policy.toml");
  writeFileSync(policy, '[numbers]\ndenied = ["US"]\n');
  try {
    await field().fill(PRACTICE.answers);
    await callButton().click();
    await waitForCall(dialer, "ended");
    await waitForWords(dialer, "Calls to this country are not allowed");
    await waitForWords(dialer, /Ask your administrator/);
  } finally {
    rmSync(policy);
  }
});

test("without a speaker that is said before the call", async () => {
  // Chromium's fake devices can't be pulled out.
  await engineFrame(dialer).evaluate(() => {
    const { mediaDevices } = navigator;
    const all = mediaDevices.enumerateDevices.bind(mediaDevices);
    mediaDevices.enumerateDevices = async () =>
      (await all()).filter(({ kind }) => kind !== "audiooutput");
    mediaDevices.dispatchEvent(new Event("devicechange"));
  });
  await waitForWords(dialer, /There is no speaker/);
  await dialer.reload();
  await waitForReady(dialer);
});

test("a microphone that the system refuses is told from one that the browser refuses", async () => {
  await engineFrame(dialer).evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("Permission denied by system", "NotAllowedError"));
  });
  await field().fill(PRACTICE.answers);
  await callButton().click();
  await waitForWords(dialer, /the operating system does not/);
  await dialer.reload();
  await waitForReady(dialer);
  const session = await dialer.context().newCDPSession(dialer);
  const allow = (setting: "denied" | "granted"): Promise<unknown> =>
    session.send("Browser.setPermission", { permission: { name: "microphone" }, setting });
  await allow("denied");
  await engineFrame(dialer).evaluate(() => {
    navigator.mediaDevices.getUserMedia = () =>
      Promise.reject(new DOMException("Permission denied", "NotAllowedError"));
  });
  await field().fill(PRACTICE.answers);
  await callButton().click();
  await waitForWords(dialer, /browser’s settings block it/);
  await allow("granted");
  await session.detach();
  await dialer.reload();
  await waitForReady(dialer);
});

test("closing the window during a call asks first", async () => {
  await talkTo(PRACTICE.answers);
  const asked = dialer.waitForEvent("dialog");
  // Not awaited: it is over when the question is answered.
  const closing = dialer.close({ runBeforeUnload: true });
  const dialog = await asked;
  assert.equal(dialog.type(), "beforeunload");
  await dialog.dismiss();
  await closing;
  await waitForCall(dialer, "connected");
});
