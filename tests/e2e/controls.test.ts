import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import type { Page } from "playwright-core";
import { untilAskedFor as asked, noteAsked } from "./harness/asked.ts";
import {
  boxOfText,
  clickCallButton,
  hoverNumber,
  paintedTexts,
  shownButtons,
  untilButtons,
  waitForPainted,
} from "./harness/call-button.ts";
import { pictures } from "./harness/paths.ts";
import { pressInFront } from "./harness/shortcut.ts";
import { Stage } from "./harness/stage.ts";
import { noticed, ONE_INSERTION } from "./harness/traces.ts";

const PAGE = "layers/index.html";

let stage: Stage;

before(async () => {
  stage = await Stage.open({});
  await noteAsked(stage);
});

after(() => stage.close());

const visit = async (page: string, settings: Record<string, unknown> = {}): Promise<Page> => {
  const visited = await visitForm(page, settings);
  await waitForPainted(visited, 2);
  return visited;
};

const visitForm = async (page: string, settings: Record<string, unknown>): Promise<Page> => {
  await stage.worker.evaluate(async (settings) => {
    await chrome.storage.local.clear();
    await chrome.storage.local.set({ region: "US", ...settings });
    await chrome.storage.session.remove("dial");
  }, settings);
  return await stage.visit(page);
};

const press = (command: "next-number" | "previous-number"): Promise<void> =>
  pressInFront(stage, command);

const untilAskedFor = (digits: string): Promise<void> => asked(stage, digits);

const named = (digits: string) => (buttons: { name: string; focused: boolean }[]) =>
  buttons.some(({ name, focused }) => focused && name.endsWith(digits));

test("the shortcut goes from number to number, Enter calls, Esc gives the focus back", async () => {
  const page = await visit(PAGE);
  await page.locator("#customer").focus();
  await untilReported(8);
  await press("next-number");
  const [first] = await untilButtons(page, named("555-0101"));
  assert.equal(first?.name, "Call, +1 206-555-0101");
  await press("next-number");
  // The hidden number and the closed popover's are left out.
  await untilButtons(page, named("555-0103"));
  await press("previous-number");
  await untilButtons(page, named("555-0101"));
  await page.keyboard.press("Enter");
  await untilAskedFor("2065550101");
  await page.bringToFront();
  await page.keyboard.press("Escape");
  await untilButtons(page, (buttons) => buttons.length === 0);
  assert.equal(await page.evaluate(() => document.activeElement?.id), "customer");
  await page.close();
});

test("in a modal dialog the button is above it, and pointer and keyboard reach it", async () => {
  const page = await visit("dialog/index.html");
  await clickCallButton(page, "(206) 555-0102");
  await untilAskedFor("2065550102");
  await page.bringToFront();
  await page.mouse.move(0, 0);
  await untilButtons(page, (buttons) => buttons.length === 0);
  await untilReported(3);
  await press("next-number");
  const [first] = await untilButtons(page, (buttons) => buttons.length === 1);
  await press("next-number");
  await untilButtons(page, ([button]) => button !== undefined && button.y !== first?.y);
  await page.keyboard.press("Enter");
  await untilAskedFor("2065550103");
  await page.bringToFront();
  await page.keyboard.press("Escape");
  await untilButtons(page, (buttons) => buttons.length === 0);
  // That was for the button: the dialog is still open, and the next one is for the dialog.
  assert.equal(await page.locator("#customer").evaluate((it) => it.matches(":modal")), true);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#customer").evaluate((it) => it.matches(":modal")), false);
  assert.deepEqual((await noticed(page)).ours, ONE_INSERTION);
  await page.close();
});

test("in a popover and in full screen the button is above them", async () => {
  const page = await visit(PAGE);
  await page.locator("#open-popover").click();
  await clickCallButton(page, "(206) 555-0102");
  await untilAskedFor("2065550102");
  await page.bringToFront();
  await page.keyboard.press("Escape");
  await page.locator("#open-fullscreen").click();
  await page.waitForFunction(() => document.fullscreenElement !== null);
  await clickCallButton(page, "(206) 555-0103");
  await untilAskedFor("2065550103");
  await page.close();
});

test("the button follows its number in nested scrollers and goes when a header covers it", async () => {
  const page = await visit(PAGE);
  const before = await hoverNumber(page, "(206) 555-0104");
  const scroll = (by: number): Promise<void> =>
    page.evaluate((by) => {
      document.querySelector("#outer")?.scrollBy(0, by);
    }, by);
  await scroll(10);
  const [moved] = await untilButtons(page, ([button]) => button?.y === before.y - 10);
  assert.equal(moved?.x, before.x);
  await page.evaluate(() => document.querySelector("#inner")?.scrollBy(0, 30));
  await untilButtons(page, (buttons) => buttons.length === 0);
  await page.close();
});

test("a turned number has its button beside it, none of it covered", async () => {
  const page = await visit(PAGE);
  const button = await hoverNumber(page, "(206) 555-0105");
  const number = await boxOfText(page, "(206) 555-0105");
  assert.ok(number);
  assert.ok(button.x >= number.x + number.width || button.y >= number.y + number.height);
  await page.close();
});

/** Zooms the page, as the browser's menu does; the browser keeps it for the site. */
const zoom = async (page: Page, factor: number): Promise<void> => {
  const before = await page.evaluate(() => devicePixelRatio);
  const { id } = await stage.frontTab();
  await stage.worker.evaluate(([id, factor]) => chrome.tabs.setZoom(id, factor), [
    id,
    factor,
  ] as const);
  await page.waitForFunction((before) => devicePixelRatio !== before, before);
};

test("at 200 % zoom, in the dark, the button stands beside its number", async () => {
  const page = await visit(PAGE);
  await page.emulateMedia({ colorScheme: "dark" });
  await zoom(page, 2);
  try {
    const number = await boxOfText(page, "(206) 555-0101");
    assert.ok(number);
    const { x, y, width, height } = number;
    await page.mouse.move(x + width / 2, y + height / 2);
    const [button] = await untilButtons(page, (buttons) => buttons.length === 1);
    assert.ok(button);
    await page.screenshot({ path: `${pictures("pictures")}/zoomed.png` });
    assert.ok(button.x >= x + width && button.x - x - width <= 8, JSON.stringify([number, button]));
    assert.ok(button.y + button.height / 2 > y && button.y + button.height / 2 < y + height);
    assert.ok(button.width >= 24 && button.height >= 24);
  } finally {
    await zoom(page, 1);
    await page.close();
  }
});

test("always: each number with free room has a button of 24 pixels, and no text is covered", async () => {
  const page = await visit(PAGE, { show: "always" });
  const buttons = await untilButtons(page, (buttons) => buttons.length >= 4);
  assert.deepEqual(
    buttons.filter(({ width, height }) => width < 24 || height < 24),
    [],
  );
  const names = buttons.map(({ name }) => name.slice(-8)).join(" ");
  for (const free of ["555-0101", "555-0103", "555-0104", "555-0105"]) {
    assert.match(names, new RegExp(free));
  }
  // There is text on both sides of the first, and the second is hidden.
  assert.doesNotMatch(names, /555-0106|555-0109/);
  const covered = await page.evaluate(
    (boxes) =>
      boxes.filter(({ x, y, width, height }) => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const range = document.createRange();
        while (walker.nextNode()) {
          range.selectNodeContents(walker.currentNode);
          for (const rect of range.getClientRects()) {
            const apart =
              rect.right <= x ||
              rect.left >= x + width ||
              rect.bottom <= y ||
              rect.top >= y + height;
            // Lines of text are higher than their letters.
            if (!apart && rect.bottom - y > 6 && y + height - rect.top > 6) return true;
          }
        }
        return false;
      }),
    buttons,
  );
  assert.deepEqual(covered, []);
  await page.mouse.click((buttons[0]?.x ?? 0) + 12, (buttons[0]?.y ?? 0) + 12);
  await untilAskedFor(buttons[0]?.name.replace(/\D/g, "") ?? "");
  assert.deepEqual((await noticed(page)).ours, ONE_INSERTION);
  await page.close();
});

test("a page that nobody comes to gets nothing of ours, and the first movement brings the button", async () => {
  const page = await visit(PAGE);
  assert.deepEqual((await noticed(page)).ours, []);
  const number = await boxOfText(page, "(206) 555-0101");
  assert.ok(number);
  await page.mouse.move(number.x + 5, number.y + 5);
  await untilButtons(page, ([button]) => button?.name.endsWith("555-0101") ?? false);
  assert.deepEqual((await noticed(page)).ours, ONE_INSERTION);
  await page.close();
});

test("highlight: the pointer brings no button, the keyboard does", async () => {
  const page = await visit(PAGE, { show: "highlight" });
  const number = await boxOfText(page, "(206) 555-0101");
  assert.ok(number);
  await untilReported(8);
  await page.mouse.move(number.x + 5, number.y + 5, { steps: 4 });
  await press("next-number");
  const buttons = await untilButtons(page, named("555-0101"));
  assert.equal(buttons.length, 1);
  await page.keyboard.press("Escape");
  await page.mouse.move(number.x + 8, number.y + 5, { steps: 4 });
  await press("next-number");
  await untilButtons(page, (buttons) => buttons.length === 1);
  await page.keyboard.press("Escape");
  assert.deepEqual(await shownButtons(page), []);
  assert.ok((await paintedTexts(page)).length > 0);
  await page.close();
});

test("fields: telephone numbers, and what nobody can write in, are callable; others when set", async () => {
  const page = await visitForm("form/index.html", {});
  const serialised = await page.evaluate(() => document.body.outerHTML);
  await untilReported(3);
  const over = async (field: string, digits: string): Promise<void> => {
    await page.locator(field).hover({ force: true });
    await untilButtons(page, ([button]) => button?.name.endsWith(digits) ?? false);
  };
  await over("#mobile", "555-0121");
  await over("#office", "555-0122");
  await over("#home", "555-0123");
  await page.mouse.move(0, 0);
  await untilButtons(page, (buttons) => buttons.length === 0);
  await page.locator("#mobile").focus();
  const [button] = await untilButtons(page, (buttons) => buttons.length === 1);
  assert.ok(button);
  await page.mouse.move(button.x + 10, button.y + 10, { steps: 3 });
  await page.mouse.click(button.x + 12, button.y + 12);
  await untilAskedFor("2065550121");
  await page.bringToFront();
  // What a script writes is read as well, though no change of the DOM tells of it.
  await page.locator("#mobile").evaluate((field) => {
    if (field instanceof HTMLInputElement) field.value = "(206) 555-0129";
  });
  await over("#mobile", "555-0129");
  assert.equal(await page.evaluate(() => document.body.outerHTML), serialised);
  await stage.worker.evaluate(() => chrome.storage.local.set({ inputs: "all" }));
  await untilReported(4);
  await over("#friend", "555-0124");
  await page.close();
});

/** Waits until the background knows that the tab in front shows so many numbers. */
const untilReported = (count: number): Promise<void> => stage.untilBadge(String(count));
