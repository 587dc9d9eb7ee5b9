// Every state of every page, in both themes, narrow, zoomed and in the system's own colours, as
// pictures in target/screenshots for a person to look at; and in each state axe-core finds nothing,
// every control has a name, and nothing is wider than the page.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { axeFindings, namelessControls } from "./harness/axe.ts";
import { waitForCall, waitForReady } from "./harness/dialer.ts";
import { speak } from "./harness/language.ts";
import { pictures } from "./harness/paths.ts";
import { PRACTICE } from "./harness/practice.ts";
import { onStage, type Stage } from "./harness/stage.ts";
import { DIALER_ROWS, openAs, type PageName, ROWS, type Row, SIZES } from "./harness/states.ts";

const folder = pictures("screenshots");
mkdirSync(folder, { recursive: true });

/** The dialer as its window shows it, whose footer stays in sight; other pages as a whole. */
const picture = (page: Page, of: PageName, name: string): Promise<Buffer> =>
  page.screenshot({
    path: path.join(folder, `${of}.${name}.png`),
    fullPage: of !== "dialer",
    caret: "initial",
    animations: "disabled",
  });

/** How much wider than its window a page is, as a finding. */
const tooWide = async (page: Page, where: string): Promise<string[]> => {
  const beyond = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  return beyond > 0 ? [`${beyond} px too wide ${where}`] : [];
};

/** What is wrong with a state in both themes. */
const lookInThemes = async (page: Page, of: PageName, name: string): Promise<string[]> => {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await picture(page, of, `${name}.${colorScheme}`);
    for (const finding of await axeFindings(page)) found.push(`${colorScheme}: ${finding}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  return [
    ...found,
    ...(await namelessControls(page)),
    ...(await tooWide(page, "in its own window")),
  ];
};

/** What is wrong with it in a narrow window, and at 200 % zoom, which has half of the pixels. */
const lookInNarrow = async (page: Page, of: PageName, name: string): Promise<string[]> => {
  const found: string[] = [];
  const { width, height } = SIZES[of];
  const zoomed = { width: width / 2, height: height / 2 };
  for (const [kind, size] of [
    ["narrow", { width: 320, height: 568 }],
    ["zoomed", zoomed],
  ] as const) {
    // The popup is as wide as its content wants; a window of its own is never narrower than this.
    if (of === "popup" && size.width < 240) continue;
    await page.setViewportSize(size);
    await picture(page, of, `${name}.${kind}`);
    found.push(...(await tooWide(page, kind)));
  }
  await page.setViewportSize(SIZES[of]);
  return found;
};

const lookInForcedColours = async (page: Page, of: PageName, name: string): Promise<void> => {
  await page.emulateMedia({ forcedColors: "active" });
  await picture(page, of, `${name}.forced`);
  await page.emulateMedia({ forcedColors: null });
};

const walk = async (
  page: Page,
  stage: Stage,
  row: Row,
  look: (page: Page, of: PageName, name: string) => Promise<string[]>,
): Promise<void> => {
  const found: string[] = [];
  for (const { name, reach } of row.states) {
    await reach(page, stage);
    for (const finding of await look(page, row.page, name)) found.push(`${name}: ${finding}`);
  }
  assert.deepEqual(found, []);
};

for (const row of ROWS) {
  const names = row.states.map(({ name }) => name).join(", ");
  test(
    `${row.page} is without a finding in both themes, narrow and zoomed: ${names}`,
    onStage(row.settings ?? {}, async (stage) => {
      await walk(await openAs(row.page, stage), stage, row, async (page, of, name) => {
        const found = await lookInThemes(page, of, name);
        found.push(...(await lookInNarrow(page, of, name)));
        await lookInForcedColours(page, of, name);
        return found;
      });
    }),
  );
}

for (const language of ["ar", "de"]) {
  for (const row of DIALER_ROWS) {
    test(
      `no state of the dialer is wider than a narrow window in ${language}: ${row.states[0]?.name} and on`,
      onStage({}, async (stage) => {
        await speak(stage, language);
        const page = await openAs(row.page, stage);
        // A window that the extension opens may be faster than what has it speak another language.
        await page.reload();
        await walk(page, stage, row, (page, of, name) =>
          lookInNarrow(page, of, `${language}.${name}`),
        );
      }),
    );
  }

  test(
    `every page is without a finding in ${language}`,
    onStage({}, async (stage) => {
      await speak(stage, language);
      for (const kind of ["welcome", "options", "popup", "dialer"] as const) {
        const page = await openAs(kind, stage);
        if (kind === "dialer") await page.reload();
        await settle(page, kind);
        const found = await lookInThemes(page, kind, language);
        found.push(...(await lookInNarrow(page, kind, language)));
        assert.deepEqual(found, [], kind);
      }
    }),
  );
}

/** What is worth a look in each language: the page with its contents. */
const settle = async (page: Page, kind: PageName): Promise<unknown> => {
  switch (kind) {
    case "welcome":
      return page.locator('[data-progress="done"]').nth(2).waitFor();
    case "popup":
      return page.locator(".entry").first().waitFor();
    case "options":
      return page.locator("kbd").first().waitFor();
    case "dialer":
      await waitForReady(page);
      await page.locator("#number").fill(PRACTICE.answers);
      await page.locator("#main-action").click();
      return waitForCall(page, "connected");
  }
};

test(
  "a phone number keeps its order in a page that is read from the right",
  onStage({}, async (stage) => {
    await speak(stage, "ar");
    const dialer = await stage.openPage("dialer.html");
    await waitForReady(dialer);
    assert.equal(await dialer.locator("html").getAttribute("dir"), "rtl");
    await dialer.locator("#number").fill(PRACTICE.answers);
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
