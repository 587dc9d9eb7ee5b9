// From the click on a number to a dialer that can call, and on to a call that rings: the real
// extension and host in real Chromium, on the loopback driver, with the emulator as ACS.
import type { Page } from "playwright-core";

import { clickCallButton, waitForPainted } from "../../e2e/harness/call-button.ts";
import { CUSTOMER } from "../../e2e/harness/dialer.ts";
import { crmTruth } from "../../e2e/harness/paths.ts";
import { Stage } from "../../e2e/harness/stage.ts";
import { type Bench, type Figure, median, type Report, rounded } from "../figure.ts";
import { markdown } from "../markdown.ts";

const ROUNDS = { full: 11, quick: 3 } as const;

const USABLE_GOAL_MS = 300;
const RINGING_GOAL_MS = 1_000;
/** What the practice far end itself takes to ring: native-host/call-engine/src/loopback/call.ts. */
const FAR_END_MS = 200;

/** The moments of one round, in milliseconds since 1970. */
interface Moments {
  clicked: number;
  /** The window's page begins to load. */
  opened: number;
  /** Something is on the screen. */
  shown: number;
  /** Call can be pressed: the host has answered. */
  usable: number;
  /** The engine can dial: it is loaded, and has its token. */
  ready: number;
  ringing: number;
}

declare global {
  interface Window {
    moments?: Partial<Moments>;
    clickedAt?: number;
  }
}

/**
 * Notes the dialer's moments and presses Call as soon as it can be, as the most impatient person.
 * No function in it has a name: esbuild would note the name by a helper that no page has.
 */
const watchDialer = (): void => {
  if (!location.pathname.endsWith("/dialer.html")) return;
  const moments: Partial<Moments> = { opened: performance.timeOrigin };
  window.moments = moments;
  new MutationObserver(() => {
    const main = document.querySelector("main");
    if (main === null) return;
    const now = performance.timeOrigin + performance.now();
    moments.shown ??= now;
    const call = document.querySelector<HTMLButtonElement>("#main-action:not(:disabled)");
    if (call !== null && moments.usable === undefined) {
      moments.usable = now;
      call.click();
    }
    if (main.dataset.setup === "ready") moments.ready ??= now;
    if (main.dataset.callState === "ringing") moments.ringing ??= now;
  }).observe(document, { subtree: true, childList: true, attributes: true });
};

const measureDialer = async (stage: Stage, crm: Page): Promise<Moments> => {
  await crm.bringToFront();
  await crm.evaluate(() => {
    window.addEventListener(
      "pointerdown",
      (event) => {
        window.clickedAt = performance.timeOrigin + event.timeStamp;
      },
      { capture: true },
    );
  });
  const dialer = await stage.dialerOpenedBy(() => clickCallButton(crm, CUSTOMER));
  await dialer.waitForFunction(
    () => window.moments?.ringing !== undefined && window.moments.ready !== undefined,
  );
  const moments = await dialer.evaluate(() => window.moments);
  const clicked = await crm.evaluate(() => window.clickedAt);
  await dialer.close();
  await stage.untilNoHost();
  return { ...(moments as Moments), clicked: clicked ?? Number.NaN };
};

/** The floor for anything in a window of its own: one with next to nothing in it. */
const measureEmptyWindow = async (stage: Stage): Promise<number> => {
  const url = stage.site.url("observer.js");
  const opening = stage.browser.waitForEvent("page");
  const start = await stage.worker.evaluate(async (url) => {
    const start = performance.timeOrigin + performance.now();
    await chrome.windows.create({ type: "popup", url, width: 380, height: 644 });
    return start;
  }, url);
  const page = await opening;
  await page.waitForLoadState();
  const loaded = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType("navigation");
    const { domContentLoadedEventEnd } = navigation as PerformanceNavigationTiming;
    return performance.timeOrigin + domContentLoadedEventEnd;
  });
  await page.close();
  return loaded - start;
};

const STAGES = ["opened", "shown", "usable", "ready", "ringing"] as const;

const detailsOf = (rounds: readonly Moments[]): string => {
  const after = (name: (typeof STAGES)[number]) => rounds.map((it) => it[name] - it.clicked);
  const rows = STAGES.map((name) => {
    const values = after(name).sort((a, b) => a - b);
    return [
      name,
      ...[values[0], median(values), values.at(-1)].map((it) => `${Math.round(it ?? 0)}`),
    ];
  });
  return `After the click, in ms (${rounds.length} rounds):\n\n${markdown(["stage", "least", "median", "most"], rows)}`;
};

const figureOf = (
  id: string,
  what: string,
  ours: number,
  goalMs: number,
  [peer_name, peer]: readonly [string, number],
): Figure => ({
  id,
  what,
  unit: "ms",
  ours: rounded(ours),
  peer: rounded(peer),
  peer_name,
  ratio: rounded(peer / ours),
  goal: `≤ ${goalMs} ms`,
  met: ours <= goalMs,
});

const measure: Bench["measure"] = async (ids, thoroughness): Promise<Report> => {
  const stage = await Stage.open({});
  try {
    await stage.browser.addInitScript(watchDialer);
    const crm = await stage.visit("crm/index.html");
    await waitForPainted(crm, crmTruth().length);
    const rounds: Moments[] = [];
    const empty: number[] = [];
    // The first one fills the browser's caches, as the first call of a day does.
    await measureDialer(stage, crm);
    for (let round = 0; round < ROUNDS[thoroughness]; round += 1) {
      rounds.push(await measureDialer(stage, crm));
      empty.push(await measureEmptyWindow(stage));
    }
    const after = (name: (typeof STAGES)[number]) =>
      median(rounds.map((it) => it[name] - it.clicked));
    const figures = [
      figureOf(
        "call.click_to_ready",
        "click → Call can be pressed",
        after("usable"),
        USABLE_GOAL_MS,
        ["an empty popup window", median(empty)],
      ),
      figureOf(
        "call.click_to_ringing",
        "click → ringing, Call pressed at once, loopback",
        after("ringing"),
        RINGING_GOAL_MS,
        ["the practice far end alone", FAR_END_MS],
      ),
    ];
    return {
      figures: figures.filter(({ id }) => ids.includes(id)),
      details: detailsOf(rounds),
    };
  } finally {
    await stage.close();
  }
};

/** How fast the dialer is there. */
export const dialer: Bench = { ids: ["call.click_to_ready", "call.click_to_ringing"], measure };
