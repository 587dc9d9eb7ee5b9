import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { paintedTexts } from "./harness/call-button.ts";
import { listing } from "./harness/listing.ts";
import { onStage, type Stage } from "./harness/stage.ts";

const ROWS = 1000;

/** Area codes whose 555-0100 to 555-0199 are reserved for fiction. */
const AREA_CODES = [206, 212, 213, 303, 305, 312, 404, 415, 425, 503];

const numberOf = (row: number): string =>
  `(${AREA_CODES[Math.floor(row / 100) % AREA_CODES.length]}) 555-01${String(row % 100).padStart(2, "0")}`;

const NUMBERS = Array.from({ length: ROWS }, (_, row) => numberOf(row));

/** Appends rows with these texts to the page's long list, which is made when it is missing. */
const append = (page: Page, texts: readonly string[]): Promise<void> =>
  page.evaluate((texts) => {
    let list = document.getElementById("long-list");
    if (list === null) {
      list = document.createElement("ul");
      list.id = "long-list";
      document.body.replaceChildren(list);
    }
    for (const text of texts) {
      const row = document.createElement("li");
      row.append(`Phone ${text}`);
      list.append(row);
    }
  }, texts);

/** Appends a list of its own with these texts. */
const appendList = (page: Page, texts: readonly string[]): Promise<void> =>
  page.evaluate((texts) => {
    const list = document.createElement("ul");
    for (const text of texts) {
      list.append(Object.assign(document.createElement("li"), { textContent: `Phone ${text}` }));
    }
    document.body.append(list);
  }, texts);

const scrollTo = (page: Page, row: number): Promise<void> =>
  page.evaluate(
    (row) => document.querySelectorAll("#long-list li")[row]?.scrollIntoView({ block: "center" }),
    row,
  );

const untilPainted = async (page: Page, text: string): Promise<void> => {
  await page.waitForFunction(
    (text) =>
      [...(CSS.highlights.get("pagedial-number") ?? [])].some(
        ({ startContainer, startOffset, endOffset }) =>
          startContainer.textContent?.slice(startOffset, endOffset) === text,
      ),
    text,
  );
};

const openList = async (stage: Stage): Promise<Page> => {
  const page = await stage.visit("strict-csp/index.html");
  await append(page, NUMBERS);
  await untilPainted(page, numberOf(0));
  return page;
};

test(
  "the rows of a long list are painted when they come near the view, and rows added there as well",
  onStage({ installHost: false }, async (stage) => {
    const page = await openList(stage);
    assert.ok(!(await paintedTexts(page)).includes(numberOf(500)));
    await scrollTo(page, 500);
    await untilPainted(page, numberOf(500));
    await scrollTo(page, ROWS - 1);
    await untilPainted(page, numberOf(ROWS - 1));
    await append(page, ["(602) 555-0142"]);
    await untilPainted(page, "(602) 555-0142");
    await scrollTo(page, 250);
    await untilPainted(page, numberOf(250));
  }),
);

test(
  "a long list that the page takes out and puts back is painted again",
  onStage({ installHost: false }, async (stage) => {
    const page = await openList(stage);
    const list = await page.evaluateHandle(() => {
      const list = document.getElementById("long-list");
      list?.remove();
      return list;
    });
    await page.waitForFunction(() => CSS.highlights.get("pagedial-number")?.size === 0);
    await list.evaluate((list) => list && document.body.append(list));
    await untilPainted(page, numberOf(0));
    const row = await page.evaluateHandle(() => {
      const row = document.querySelector("#long-list li");
      row?.remove();
      return row;
    });
    await page.waitForFunction(
      (text) =>
        ![...(CSS.highlights.get("pagedial-number") ?? [])].some(
          ({ startContainer }) => startContainer.textContent === `Phone ${text}`,
        ),
      numberOf(0),
    );
    await row.evaluate((row) => row && document.getElementById("long-list")?.prepend(row));
    await untilPainted(page, numberOf(0));
  }),
);

test(
  "who asks for a long list's numbers gets all of them, far from the view as well",
  onStage({ installHost: false }, async (stage) => {
    await openList(stage);
    const listed = await listing(stage, 20_000);
    assert.deepEqual(listed.sort(), [...NUMBERS].sort());
  }),
);

test(
  "numbers out of view are painted once few enough are left",
  onStage({}, async (stage) => {
    const page = await stage.visit("strict-csp/index.html");
    await page.evaluate(() => document.body.replaceChildren());
    // Four lists, none of them long, with more numbers than are painted out of view.
    for (const first of [0, 50, 100, 150]) {
      await appendList(page, NUMBERS.slice(first, first + 50));
    }
    await untilPainted(page, numberOf(0));
    await stage.untilBadge("200");
    assert.ok(!(await paintedTexts(page)).includes(numberOf(199)));
    await page.evaluate(() => {
      for (const list of [...document.querySelectorAll("ul")].slice(0, 2)) list.remove();
    });
    await untilPainted(page, numberOf(199));
  }),
);
