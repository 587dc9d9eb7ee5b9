// Every state of every page, in both themes, as pictures in target/screenshots for a person to look
// at; and in each state axe-core finds nothing, and nothing is wider than the page.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { axeFindings } from "./harness/axe.ts";
import { waitForPainted } from "./harness/call-button.ts";
import { callSelection } from "./harness/context-menu.ts";
import { press, waitForCall, waitForReady, waitForWords } from "./harness/dialer.ts";
import { speak } from "./harness/language.ts";
import { crmTruth, pictures } from "./harness/paths.ts";
import { openPopup } from "./harness/popup.ts";
import { onStage, type Stage, type StageSettings } from "./harness/stage.ts";

const ANSWERS = "+14255550123";
/** The loopback driver's practice numbers: native-host/call-engine/src/loopback/behaviour.ts. */
const RINGS_ON = "+19075550190";
const BUSY = "+19075550191";
const NOT_FOUND = "+19075550196";

/** A state of a page: how it comes about, after the one before it in its row. */
interface State {
  name: string;
  /** Also at 320 px and in the system's own colours. */
  narrow?: true;
  reach(page: Page, stage: Stage): Promise<void>;
}

/** Some states of one page, one after the other. */
interface Row {
  page: "dialer" | "popup" | "options" | "welcome";
  settings?: StageSettings;
  states: State[];
}

const offered = async (page: Page, number: string): Promise<void> => {
  await page.locator("#number").fill(number);
};

const called = async (page: Page, number: string): Promise<void> => {
  await offered(page, number);
  await press(page, /^Call/);
};

const hangUp = async (page: Page): Promise<void> => {
  await press(page, "Hang up");
  await waitForCall(page, "ended");
};

const ROWS: Row[] = [
  {
    page: "dialer",
    states: [
      { name: "ready", reach: (page) => waitForReady(page) },
      { name: "number", narrow: true, reach: (page) => offered(page, ANSWERS) },
      { name: "emergency", reach: (page) => offered(page, "911") },
      { name: "no-number", reach: (page) => offered(page, "+99955") },
      {
        name: "ringing",
        reach: async (page) => {
          await called(page, RINGS_ON);
          await waitForCall(page, "ringing");
        },
      },
      { name: "cancelled", reach: hangUp },
      {
        name: "connected",
        reach: async (page) => {
          await called(page, ANSWERS);
          await waitForWords(page, "Good connection");
        },
      },
      {
        name: "muted",
        reach: async (page) => {
          await press(page, "Mute");
          await page.getByRole("button", { name: "Mute", pressed: true }).waitFor();
        },
      },
      {
        name: "next-number",
        narrow: true,
        reach: async (page, stage) => {
          await callSelection(stage, "+442079460123");
          await waitForWords(page, /Next/);
        },
      },
      {
        name: "on-hold",
        reach: async (page) => {
          await press(page, "Hold");
          await page.getByRole("button", { name: "Hold", pressed: true }).waitFor();
        },
      },
      { name: "ended", reach: hangUp },
      {
        name: "busy",
        reach: async (page) => {
          await called(page, BUSY);
          await waitForCall(page, "ended");
        },
      },
      {
        name: "not-found",
        reach: async (page) => {
          await called(page, NOT_FOUND);
          await waitForCall(page, "ended");
        },
      },
      {
        name: "another-window",
        reach: async (page, stage) => {
          await stage.openPage("dialer.html");
          await page.reload();
          await page.locator('main[data-setup="line_taken"]').waitFor({ state: "attached" });
        },
      },
    ],
  },
  {
    page: "dialer",
    settings: { microphone: "denied" },
    states: [
      {
        name: "microphone-denied",
        reach: async (page) => {
          await called(page, ANSWERS);
          await waitForCall(page, "ended");
        },
      },
    ],
  },
  {
    page: "popup",
    states: [
      {
        name: "list",
        reach: async (page) => {
          await page.locator(".entry").first().waitFor();
        },
      },
      {
        name: "why",
        narrow: true,
        reach: (page) => page.getByRole("button", { name: /^Why/ }).first().click(),
      },
      {
        name: "nothing-found",
        reach: async (page) => {
          await page.getByRole("searchbox").fill("nobody of this name");
          await waitForWords(page, "Nothing found");
        },
      },
      {
        name: "off",
        reach: async (page) => {
          await page.getByRole("switch").click();
          await waitForWords(page, "Pagedial is off on this site");
        },
      },
    ],
  },
  {
    page: "options",
    states: [
      { name: "fresh", reach: (page) => waitForWords(page, "Alt+Shift+M") },
      {
        name: "filled",
        narrow: true,
        reach: async (page, stage) => {
          await stage.worker.evaluate(() =>
            chrome.storage.local.set({
              sites: [{ site: "crm.example.com", on: false }],
              openDoor: ["https://crm.example.com"],
              notNumbers: [{ site: "crm.example.com", number: "+14255550123" }],
              headset: true,
            }),
          );
          await waitForWords(page, "Choose a headset…");
        },
      },
    ],
  },
  {
    page: "welcome",
    states: [
      { name: "fresh", reach: (page) => waitForWords(page, /of 6 are ready/) },
      {
        name: "microphone",
        reach: async (page) => {
          await page.getByRole("button", { name: /^(Allow|Try) the microphone$/ }).click();
          await waitForWords(page, "Your voice comes through.");
        },
      },
      {
        name: "test-call",
        narrow: true,
        reach: async (page) => {
          await page.getByRole("button", { name: "Make a test call" }).click();
          await waitForWords(page, "Your voice came back.");
        },
      },
      {
        name: "ready",
        reach: async (page) => {
          await page.getByRole("button", { name: "Hang up" }).click();
          await page.getByRole("button", { name: "Play a sound" }).click();
          await page.getByRole("button", { name: "Yes" }).click();
          await waitForWords(page, "Everything is ready: you can call.");
        },
      },
    ],
  },
];

/** What is missing, and the command that both pages give for it. */
const LACKS: { name: string; settings: StageSettings; command: RegExp }[] = [
  { name: "no-host", settings: { installHost: false }, command: /pagedial-host install/ },
  {
    name: "not-configured",
    settings: { connectionString: () => null },
    command: /pagedial-host configure/,
  },
  {
    name: "no-component",
    settings: { driver: "acs", installEngine: false },
    command: /pagedial-host engine/,
  },
];

/** As wide as each page is where it is shown. */
const WIDTHS = { dialer: 380, popup: 384, options: 1000, welcome: 1000 } as const;
const HEIGHTS = { dialer: 644, popup: 576, options: 800, welcome: 800 } as const;

const folder = pictures("screenshots");

const open = async (row: Row["page"], stage: Stage): Promise<Page> => {
  if (row !== "popup") return stage.openPage(`${row}.html`);
  const crm = await stage.visit("crm/index.html");
  await waitForPainted(crm, crmTruth().length);
  return openPopup(stage);
};

/** The dialer as its window shows it, whose footer stays in sight; other pages as a whole. */
const picture = (page: Page, name: string): Promise<Buffer> =>
  page.screenshot({
    path: path.join(folder, `${name}.png`),
    fullPage: !name.startsWith("dialer."),
    caret: "initial",
  });

const assertFits = async (page: Page, name: string): Promise<void> => {
  const [inside, there] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  assert.ok(inside <= there, `${name}: ${inside} px in ${there}`);
};

/** One state in each theme, each looked at by axe-core. */
const show = async (page: Page, name: string): Promise<void> => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await picture(page, `${name}.${colorScheme}`);
    assert.deepEqual(await axeFindings(page), [], `${name} in ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light", forcedColors: null });
  await assertFits(page, name);
};

/** The same as a narrow window has it, and a screen with colours of the system's. */
const showNarrow = async (page: Page, name: string, row: Row["page"]): Promise<void> => {
  await page.setViewportSize({ width: 320, height: HEIGHTS[row] });
  await picture(page, `${name}.narrow`);
  await assertFits(page, `${name} at 320 px`);
  await page.setViewportSize({ width: WIDTHS[row], height: HEIGHTS[row] });
  await page.emulateMedia({ forcedColors: "active" });
  await picture(page, `${name}.forced`);
  await page.emulateMedia({ forcedColors: null });
};

mkdirSync(folder, { recursive: true });

const openAs = async (kind: Row["page"], stage: Stage): Promise<Page> => {
  const page = await open(kind, stage);
  await page.setViewportSize({ width: WIDTHS[kind], height: HEIGHTS[kind] });
  return page;
};

for (const { page: kind, settings = {}, states } of ROWS) {
  const names = states.map(({ name }) => name).join(", ");
  test(
    `${kind} is without a finding in both themes: ${names}`,
    onStage(settings, async (stage) => {
      const page = await openAs(kind, stage);
      for (const { name, narrow, reach } of states) {
        await reach(page, stage);
        await show(page, `${kind}.${name}`);
        if (narrow) await showNarrow(page, `${kind}.${name}`, kind);
      }
    }),
  );
}

for (const { name, settings, command } of LACKS) {
  test(
    `welcome and dialer are without a finding in both themes: ${name}`,
    onStage(settings, async (stage) => {
      for (const kind of ["welcome", "dialer"] as const) {
        const page = await openAs(kind, stage);
        await waitForWords(page, command);
        await show(page, `${kind}.${name}`);
        await showNarrow(page, `${kind}.${name}`, kind);
      }
    }),
  );
}

/** What is worth a look in each language: the page with its contents. */
const settle = async (page: Page, kind: Row["page"]): Promise<void> => {
  switch (kind) {
    case "welcome":
      return page.locator('[data-progress="done"]').nth(2).waitFor();
    case "popup":
      return page.locator(".entry").first().waitFor();
    case "options":
      return page.locator("kbd").first().waitFor();
    case "dialer":
      await waitForReady(page);
      return offered(page, ANSWERS);
  }
};

for (const language of ["ar", "de"]) {
  test(
    `every page fits in ${language}, at 320 px too, and is without a finding`,
    onStage({}, async (stage) => {
      await speak(stage, language);
      for (const kind of ["welcome", "options", "popup", "dialer"] as const) {
        const page = await openAs(kind, stage);
        await settle(page, kind);
        await show(page, `${kind}.${language}`);
        await showNarrow(page, `${kind}.${language}`, kind);
        if (kind === "dialer") {
          await page.locator("#main-action").click();
          await waitForCall(page, "connected");
          await show(page, `dialer.${language}.connected`);
        }
        await page.close({ runBeforeUnload: false });
      }
    }),
  );
}

test(
  "a phone number keeps its order in a page that is read from the right",
  onStage({}, async (stage) => {
    await speak(stage, "ar");
    const dialer = await stage.openPage("dialer.html");
    await waitForReady(dialer);
    assert.equal(await dialer.locator("html").getAttribute("dir"), "rtl");
    await offered(dialer, ANSWERS);
    // The + stands left of the digits only where the number is read from the left.
    const order = await dialer.locator(".e164").evaluate((number) => {
      const text = document.createTreeWalker(number, NodeFilter.SHOW_TEXT).nextNode();
      return [0, 1, 5].map((at) => {
        const range = document.createRange();
        if (text) range.setStart(text, at);
        if (text) range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
      });
    });
    assert.deepEqual(
      order,
      order.toSorted((one, other) => one - other),
    );
  }),
);
