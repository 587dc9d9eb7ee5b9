import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { waitForWords } from "./harness/dialer.ts";
import { onStage, type Stage } from "./harness/stage.ts";

type Progress = "waiting" | "open" | "working" | "done" | "trouble";

const step = (page: Page, name: string, progress: Progress): Promise<void> =>
  page.locator(`[data-step="${name}"][data-progress="${progress}"]`).waitFor();

const welcome = (stage: Stage): Promise<Page> => stage.openPage("welcome.html");

test(
  "the welcome page leads from the host to a test call in which one hears oneself",
  onStage({}, async (stage) => {
    const page = await welcome(stage);
    for (const name of ["host", "account", "component"]) await step(page, name, "done");
    // Only what the page looks at has a host, and only for as long.
    await stage.untilNoHost();
    await waitForWords(page, /^[34] of 6 are ready$/);
    assert.deepEqual(await stage.emulator.requests(), [], "a look takes no token");

    await page.getByRole("button", { name: /^(Allow|Try) the microphone$/ }).click();
    await waitForWords(page, "Your voice comes through.");
    await step(page, "microphone", "done");

    await page.getByRole("button", { name: "Play a sound" }).click();
    await page.getByRole("button", { name: "Yes" }).click();
    await step(page, "speaker", "done");

    await page.getByRole("button", { name: "Make a test call" }).click();
    await waitForWords(page, "Your voice came back.");
    await page.getByRole("button", { name: "Hang up" }).click();
    await waitForWords(page, "Everything is ready: you can call.");
    await stage.untilNoHost();
  }),
);

test(
  "without a host the page gives the command that brings it, and copies it",
  onStage({ installHost: false }, async (stage) => {
    const page = await welcome(stage);
    await step(page, "host", "trouble");
    await step(page, "account", "waiting");
    await step(page, "echo", "waiting");
    await waitForWords(page, "pagedial-host install");
    await stage.browser.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator('[data-step="host"] .copy').click();
    await waitForWords(page, "Copied");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, "pagedial-host install");
  }),
);

test(
  "what is repaired meanwhile is seen when the person comes back",
  onStage({ connectionString: () => null }, async (stage) => {
    const page = await welcome(stage);
    await step(page, "account", "trouble");
    await waitForWords(page, "pagedial-host configure");
    stage.configure();
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await step(page, "account", "done");
  }),
);

test(
  "a calling component that is missing is named with the command that installs it",
  onStage({ driver: "acs", installEngine: false }, async (stage) => {
    const page = await welcome(stage);
    await step(page, "component", "trouble");
    await waitForWords(page, "pagedial-host engine install");
  }),
);

test(
  "a microphone that the browser forbids is said to be so, with the way to its settings",
  onStage({ microphone: "denied" }, async (stage) => {
    const page = await welcome(stage);
    await page.getByRole("button", { name: "Allow the microphone" }).click();
    await step(page, "microphone", "trouble");
    await page.getByRole("button", { name: "Open microphone settings" }).waitFor();
  }),
);

test(
  "the test call waits for the dialer that has the line",
  onStage({}, async (stage) => {
    const page = await welcome(stage);
    await step(page, "account", "done");
    const dialer = await stage.openPage("dialer.html");
    await dialer.locator('main[data-setup="ready"]').waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Make a test call" }).click();
    await waitForWords(page, "Pagedial is open in another window");
    await dialer.close();
    await page.getByRole("button", { name: "Call again" }).click();
    await waitForWords(page, /Say something|came back/);
  }),
);
