// Every state of every page, as a person may see it. On the dialer nothing goes by a text of ours: the
// same way is gone in every language.
import type { Page } from "playwright-core";

import { waitForPainted } from "./call-button.ts";
import { callSelection } from "./context-menu.ts";
import { dialerFromCrm, waitForCall, waitForReady, waitForWords } from "./dialer.ts";
import { crmTruth } from "./paths.ts";
import { openPopup } from "./popup.ts";
import { PRACTICE } from "./practice.ts";
import type { Stage, StageSettings } from "./stage.ts";

export type PageName = "dialer" | "popup" | "options" | "welcome";

/** A state of a page: how it comes about, after the one before it in its row. */
export interface State {
  readonly name: string;
  readonly reach: (page: Page, stage: Stage) => Promise<unknown>;
}

/** Some states of one page, one after the other on one stage. */
export interface Row {
  readonly page: PageName;
  readonly settings?: StageSettings;
  readonly states: readonly State[];
}

/** As large as each page is where it is shown. */
export const SIZES = {
  dialer: { width: 380, height: 644 },
  popup: { width: 384, height: 576 },
  options: { width: 1000, height: 800 },
  welcome: { width: 1000, height: 800 },
} as const satisfies Record<PageName, unknown>;

export const openAs = async (name: PageName, stage: Stage): Promise<Page> => {
  const page = await open(name, stage);
  await page.setViewportSize(SIZES[name]);
  return page;
};

const open = async (name: PageName, stage: Stage): Promise<Page> => {
  switch (name) {
    case "dialer":
      return dialerFromCrm(stage);
    case "popup": {
      const crm = await stage.visit("crm/index.html");
      await waitForPainted(crm, crmTruth().length);
      return openPopup(stage);
    }
    case "options":
    case "welcome":
      return stage.openPage(`${name}.html`);
  }
};

const type = (dialer: Page, text: string): Promise<void> => dialer.locator("#number").fill(text);

/** The large button: calls, or hangs up. */
const main = (dialer: Page): Promise<void> => dialer.locator("#main-action").click();

const call = async (dialer: Page, number: string): Promise<void> => {
  await type(dialer, number);
  await main(dialer);
};

const hangUp = async (dialer: Page): Promise<void> => {
  await main(dialer);
  await waitForCall(dialer, "ended");
};

const end = async (dialer: Page, number: string): Promise<void> => {
  await call(dialer, number);
  await waitForCall(dialer, "ended");
};

const press = async (dialer: Page, button: string): Promise<void> => {
  await dialer.locator(button).click();
  await dialer.locator(`${button}[aria-pressed=true]`).waitFor();
};

const ONE_CALL: readonly State[] = [
  { name: "found-in-page", reach: (dialer) => waitForReady(dialer) },
  { name: "ready", reach: (dialer) => type(dialer, "") },
  {
    name: "number",
    reach: async (dialer) => {
      await type(dialer, PRACTICE.answers);
      await dialer.locator(".ways").waitFor();
    },
  },
  { name: "emergency", reach: (dialer) => type(dialer, "911") },
  { name: "incomplete", reach: (dialer) => type(dialer, "+49 30") },
  { name: "no-number", reach: (dialer) => type(dialer, "+99955") },
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
    reach: async (dialer) => {
      await dialer.locator("#tab-keypad").click();
      await call(dialer, PRACTICE.ringsOn);
      await waitForCall(dialer, "ringing");
    },
  },
  { name: "cancelled", reach: hangUp },
  { name: "busy", reach: (dialer) => end(dialer, PRACTICE.busy) },
  { name: "not-found", reach: (dialer) => end(dialer, PRACTICE.notFound) },
  {
    name: "connected",
    reach: async (dialer) => {
      await call(dialer, PRACTICE.answers);
      await waitForCall(dialer, "connected");
      await dialer.locator(".quality").waitFor();
      for (const key of "12#") await dialer.keyboard.press(key);
      await dialer.locator(".tones bdi", { hasText: "12#" }).waitFor();
    },
  },
  {
    name: "notes-and-devices",
    reach: async (dialer) => {
      await dialer.locator(".notes summary").click();
      await dialer.locator("#notes").fill("Wants the offer by Friday.");
      await dialer.locator(".devices summary").click();
    },
  },
  {
    name: "muted",
    reach: async (dialer) => {
      for (const sheet of [".notes", ".devices"]) await dialer.locator(`${sheet} summary`).click();
      await press(dialer, "button.mute");
      await dialer.locator(".troubles .notice").waitFor();
    },
  },
  {
    name: "next-number",
    reach: async (dialer, stage) => {
      await callSelection(stage, "+442079460123");
      await dialer.locator(".notices .notice").waitFor();
    },
  },
  { name: "on-hold", reach: (dialer) => press(dialer, "button.hold") },
  { name: "ended", reach: hangUp },
  {
    name: "calls",
    reach: async (dialer) => {
      await dialer.locator(".notices button").click();
      await dialer.locator("#tab-calls").click();
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
      await type(dialer, PRACTICE.answers);
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
  {
    name: "another-window",
    reach: async (dialer, stage) => {
      await stage.openPage("dialer.html");
      await dialer.reload();
      await dialer.locator('main[data-setup="line_taken"]').waitFor({ state: "attached" });
    },
  },
];

const TWO_CALLS: readonly State[] = [
  {
    name: "incoming",
    reach: async (dialer) => {
      await waitForReady(dialer);
      await call(dialer, PRACTICE.busyAndCallsBack);
      await dialer.locator(".incoming").waitFor();
    },
  },
  {
    name: "missed",
    reach: async (dialer) => {
      await dialer.locator(".incoming .reject").click();
      await call(dialer, PRACTICE.busyCallsBackAndGivesUp);
      await dialer.locator(".missed").waitFor();
    },
  },
  {
    name: "incoming-in-call",
    reach: async (dialer) => {
      await dialer.locator(".missed button").click();
      await call(dialer, PRACTICE.answersAndAnotherCalls);
      await waitForCall(dialer, "connected");
      await dialer.locator(".incoming").waitFor();
    },
  },
  {
    name: "two-calls",
    reach: async (dialer) => {
      await dialer.locator(".incoming .accept").click();
      await dialer.locator(".held").waitFor();
      await waitForCall(dialer, "connected");
      await dialer.locator(".quality").waitFor();
    },
  },
  {
    name: "second-number",
    reach: async (dialer) => {
      await main(dialer);
      await dialer.locator(".held").waitFor({ state: "detached" });
      await dialer.locator("button.second-number").click();
      await dialer.locator("#second-number").fill(PRACTICE.answersToo);
    },
  },
  {
    name: "second-busy",
    reach: async (dialer) => {
      await dialer.locator("#second-number").fill(PRACTICE.busy);
      await dialer.locator(".second .transfer").click();
      await dialer.locator(".beside .notice button").waitFor();
    },
  },
];

/** What stands in the way of a call, and how a stage gets there. */
const OBSTACLES: readonly (readonly [string, StageSettings])[] = [
  ["no-host", { installHost: false }],
  ["another-version", { hostOfAnotherVersion: true }],
  ["not-configured", { connectionString: () => null }],
  ["invalid-configuration", { connectionString: () => "endpoint=nonsense;accesskey=***" }],
  ["key-refused", { connectionString: (emulator) => emulator.wrongConnectionString }],
  ["no-component", { driver: "acs", installEngine: false }],
];

const obstacle = ([name, settings]: (typeof OBSTACLES)[number]): Row[] => [
  {
    page: "dialer",
    settings,
    states: [{ name, reach: (dialer) => dialer.locator(".obstacle").waitFor() }],
  },
];

/** What the welcome page itself finds missing, with what to type. */
const missing = ([name, settings]: (typeof OBSTACLES)[number]): Row[] => {
  const reach = (page: Page): Promise<void> => page.locator(".command").first().waitFor();
  return [{ page: "welcome", settings, states: [{ name, reach }] }];
};

export const DIALER_ROWS: readonly Row[] = [
  { page: "dialer", states: ONE_CALL },
  { page: "dialer", states: TWO_CALLS },
];

export const ROWS: readonly Row[] = [
  ...DIALER_ROWS,
  {
    page: "dialer",
    settings: { microphone: "denied" },
    states: [
      {
        name: "microphone-denied",
        reach: async (dialer) => {
          await main(dialer);
          await waitForCall(dialer, "ended");
        },
      },
    ],
  },
  ...OBSTACLES.flatMap(obstacle),
  ...OBSTACLES.filter(([name]) =>
    ["no-host", "not-configured", "no-component"].includes(name),
  ).flatMap(missing),
  {
    page: "popup",
    states: [
      { name: "list", reach: (popup) => popup.locator(".entry").first().waitFor() },
      {
        name: "why",
        reach: async (popup) => {
          await popup.locator(".line button[aria-expanded]").first().click();
          await popup.locator(".why").waitFor();
        },
      },
      {
        name: "nothing-found",
        reach: async (popup) => {
          await popup.getByRole("searchbox").fill("nobody of this name");
          await popup.locator(".entry").first().waitFor({ state: "detached" });
        },
      },
      {
        name: "off",
        reach: async (popup) => {
          await popup.getByRole("switch").click();
          await popup.locator('[role="switch"][aria-checked="false"]').waitFor();
        },
      },
    ],
  },
  {
    page: "options",
    states: [
      { name: "fresh", reach: (options) => options.locator("kbd").first().waitFor() },
      {
        name: "filled",
        reach: async (options, stage) => {
          await stage.worker.evaluate(() =>
            chrome.storage.local.set({
              sites: [{ site: "crm.example.com", on: false }],
              openDoor: ["https://crm.example.com"],
              notNumbers: [{ site: "crm.example.com", number: "+14255550123" }],
              headset: true,
            }),
          );
          await options.getByText("https://crm.example.com").first().waitFor();
        },
      },
    ],
  },
  {
    page: "welcome",
    states: [
      {
        name: "fresh",
        reach: (welcome) => welcome.locator('[data-progress="done"]').nth(2).waitFor(),
      },
      {
        name: "microphone",
        reach: async (welcome) => {
          await welcome.getByRole("button", { name: /^(Allow|Try) the microphone$/ }).click();
          await waitForWords(welcome, "Your voice comes through.");
        },
      },
      {
        name: "test-call",
        reach: async (welcome) => {
          await welcome.getByRole("button", { name: "Make a test call" }).click();
          await waitForWords(welcome, "Your voice came back.");
        },
      },
      {
        name: "everything-ready",
        reach: async (welcome) => {
          await welcome.getByRole("button", { name: "Hang up" }).click();
          await welcome.getByRole("button", { name: "Play a sound" }).click();
          await welcome.getByRole("button", { name: "Yes" }).click();
          await waitForWords(welcome, "Everything is ready: you can call.");
        },
      },
    ],
  },
];
