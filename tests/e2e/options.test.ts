import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { onStage, type Stage } from "./harness/stage.ts";

const openOptions = async (stage: Stage): Promise<Page> => {
  const page = await stage.browser.newPage();
  await page.goto(`chrome-extension://${stage.extensionId}/options.html`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  return page;
};

const stored = (stage: Stage): Promise<Record<string, unknown>> =>
  stage.worker.evaluate(() => chrome.storage.local.get());

const waitForSaved = (page: Page): Promise<void> =>
  page.getByText("Saved", { exact: true }).waitFor();

/** Chooses a file in the dialog that the page opens. */
const load = async (page: Page, file: string): Promise<void> => {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Load from a file" }).click(),
  ]);
  await chooser.setFiles(file);
};

test(
  "every setting is kept, goes into a file and comes back from it whole; a bad file changes nothing",
  onStage({ region: "US" }, async (stage) => {
    const page = await openOptions(stage);
    await page.getByLabel("Region of numbers without a country code").selectOption("DE");
    await waitForSaved(page);
    await page.getByRole("radio", { name: /^Always/ }).check();
    await page.getByRole("radio", { name: /^Leave them/ }).check();
    await page.getByLabel("After a click on a Call button").selectOption("3");
    await page.getByRole("textbox", { name: "Site" }).fill("https://CRM.example.com/contacts");
    await page.getByRole("textbox", { name: "Site" }).press("Enter");
    await page.getByLabel("Region on crm.example.com").selectOption("GB");
    await page.getByRole("textbox", { name: "Application" }).fill("https://crm.example.com");
    await page.getByRole("textbox", { name: "Application" }).press("Enter");
    await page.getByRole("button", { name: "Remove https://crm.example.com" }).waitFor();
    const expected = {
      region: "DE",
      show: "always",
      telLinks: "leave",
      countdown: 3,
      sites: [{ site: "crm.example.com", on: false, region: "GB" }],
      openDoor: ["https://crm.example.com"],
    };
    await page.waitForFunction(async (expected) => {
      const stored = await chrome.storage.local.get();
      return Object.keys(expected).every((key) => key in stored);
    }, expected);
    assert.deepEqual(await stored(stage), expected);

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save to a file" }).click(),
    ]);
    const file = path.join(stage.folder, "settings.json");
    await download.saveAs(file);
    await stage.worker.evaluate(() => chrome.storage.local.clear());
    await page
      .getByRole("button", { name: /^Remove/ })
      .first()
      .waitFor({ state: "detached" });
    await load(page, file);
    await page.getByText("The settings of the file are in force.").waitFor();
    assert.deepEqual(await stored(stage), expected);

    const good = await readFile(file, "utf8");
    const bad = path.join(stage.folder, "bad.json");
    await writeFile(bad, good.replace('"GB"', '"Great Britain"').replace('"always"', '"often"'));
    await load(page, bad);
    await page.getByText("so nothing was changed").waitFor();
    await page.getByText("sites[0].region").waitFor();
    await page.getByText("show: This is not one").waitFor();
    await writeFile(bad, good.slice(0, 40));
    await load(page, bad);
    await page.getByText(/damaged at line \d+/).waitFor();
    assert.deepEqual(await stored(stage), expected);
  }),
);

test(
  "what cannot be a site or an application is said to be none, and what was typed stays",
  onStage({}, async (stage) => {
    const page = await openOptions(stage);
    const site = page.getByRole("textbox", { name: "Site" });
    await site.fill("crm example");
    await site.press("Enter");
    await page.getByText("A site is written like").waitFor();
    assert.equal(await site.inputValue(), "crm example");
    const application = page.getByRole("textbox", { name: "Application" });
    await application.fill("https://*.com");
    await application.press("Enter");
    await page.getByText("An application is written like").waitFor();
    assert.deepEqual(Object.keys(await stored(stage)), ["region"]);
  }),
);
