import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { waitForCall, waitForReady, waitForTones } from "./harness/dialer.ts";
import { onStage, type Stage } from "./harness/stage.ts";

const THEMES = ["light", "dark"] as const;

/** Role and name of what has the keyboard's focus, as a screen reader gets them. */
const focused = async (page: Page): Promise<string> => {
  const session = await page.context().newCDPSession(page);
  try {
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const is = (name: string) =>
      nodes.findLast((node) =>
        node.properties?.some((it) => it.name === name && it.value.value === true),
      );
    const node = is("focused");
    return `${node?.role?.value}: ${node?.name?.value}`;
  } finally {
    await session.detach();
  }
};

/** Presses Tab until what is wanted has the focus, and tells everything that had it on the way. */
const tabTo = async (page: Page, wanted: string, key = "Tab"): Promise<string[]> => {
  const way: string[] = [];
  for (let steps = 0; steps < 40; steps += 1) {
    const at = await focused(page);
    way.push(at);
    if (at === wanted) return way;
    await page.keyboard.press(key);
  }
  throw new Error(`${wanted} is not to be reached: ${way.join(", ")}`);
};

test(
  "a whole call is made with the keyboard alone, and each stop on the way has role and name",
  onStage({}, async (stage) => {
    const dialer = await openDialer(stage);
    await waitForReady(dialer);
    await dialer.getByRole("button", { name: "Country: United States +1" }).waitFor();
    const way = await tabTo(dialer, "textbox: Phone number");
    assert.ok(way.includes("button: Country: United States +1"), way.join(", "));
    await dialer.keyboard.type("4255550123");
    await dialer.keyboard.press("Enter");
    await waitForCall(dialer, "connected");
    await dialer.keyboard.press("5");
    await waitForTones(dialer, "5");
    // The main action has taken the focus of the field, which is gone.
    assert.equal(await focused(dialer), "button: Hang up");
    const controls = [
      ...(await tabTo(dialer, "button: Mute", "Shift+Tab")),
      ...(await tabTo(dialer, "button: Hold")),
      ...(await tabTo(dialer, "DisclosureTriangle: Notes")),
    ];
    assert.deepEqual(
      controls.filter((stop) => /: (undefined|)$/.test(stop)),
      [],
    );
    await dialer.keyboard.press("Enter");
    await tabTo(dialer, "textbox: Notes about this call");
    await dialer.keyboard.type("by keyboard 7");
    await waitForTones(dialer, /^5$/);
    await tabTo(dialer, "button: 1");
    await dialer.keyboard.press("Enter");
    await waitForTones(dialer, "51");
    await tabTo(dialer, "button: Hang up");
    await dialer.keyboard.press("Enter");
    await waitForCall(dialer, "ended");
    assert.equal(await focused(dialer), "button: Call again");
  }),
);

/** Pairs of colours and the contrast that WCAG 2.2 asks of them (1.4.3 for text, 1.4.11 else). */
const CONTRASTS: readonly (readonly [string, string, number])[] = [
  ["ink", "paper", 4.5],
  ["ink", "surface", 4.5],
  ["ink", "pressed", 4.5],
  ["muted", "paper", 4.5],
  ["muted", "surface", 4.5],
  ["muted", "pressed", 4.5],
  ["brand", "paper", 4.5],
  ["on-call", "call", 4.5],
  ["on-call", "call-hover", 4.5],
  ["on-end", "end", 4.5],
  ["on-end", "end-hover", 4.5],
  ["wrong", "paper", 4.5],
  ["wrong", "wrong-paper", 4.5],
  ["note", "note-paper", 4.5],
  ["edge", "surface", 3],
  ["focus", "paper", 3],
  ["focus", "surface", 3],
  ["star", "paper", 3],
  ["level-colour", "surface", 3],
];

/** Relative luminance of `#rrggbb`, as WCAG 2.2 defines it. */
const luminance = (hex: string): number => {
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

for (const colorScheme of THEMES) {
  test(
    `every pair of colours has the contrast that WCAG asks for in ${colorScheme}`,
    onStage({ colorScheme }, async (stage) => {
      const dialer = await openDialer(stage);
      const names = [...new Set(CONTRASTS.flat())];
      const colours = await dialer.evaluate((names) => {
        const style = getComputedStyle(document.documentElement);
        return names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()] as const);
      }, names);
      const luminances = new Map(colours.map(([name, hex]) => [name, luminance(hex)]));
      const of = (name: string): number => luminances.get(name) ?? Number.NaN;
      const low = CONTRASTS.flatMap(([one, other, least]) => {
        const [dark = 0, light = 0] = [of(one), of(other)].sort((a, b) => a - b);
        const contrast = (light + 0.05) / (dark + 0.05);
        return contrast >= least ? [] : [`${one} on ${other}: ${contrast.toFixed(2)}`];
      });
      assert.deepEqual(low, []);
    }),
  );
}

const openDialer = async (stage: Stage): Promise<Page> => {
  const dialer = await stage.browser.newPage();
  await dialer.setViewportSize({ width: 380, height: 644 });
  await dialer.goto(`chrome-extension://${stage.extensionId}/dialer.html`);
  return dialer;
};
