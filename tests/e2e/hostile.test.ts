import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import type { CDPSession, Page } from "playwright-core";

import {
  boxOfText,
  hoverNumber,
  paintedTexts,
  type ShownButton,
  untilButtons,
  waitForControls,
  waitForPainted,
} from "./harness/call-button.ts";
import { listing } from "./harness/listing.ts";
import { Stage } from "./harness/stage.ts";

const KNOWN = "(206) 555-0100";
/** What a page adds to see that Pagedial is still alive after what was done to it. */
const LATER = "(206) 555-0199";

let stage: Stage;

before(async () => {
  stage = await Stage.open({});
});

after(() => stage.close());

const visit = async (): Promise<Page> => {
  const page = await stage.visit("blank/index.html");
  await waitForPainted(page, 1);
  await waitForControls(page);
  return page;
};

/** Waits until a number that is added now is painted: nothing before it has stopped the scan. */
const isAlive = async (page: Page): Promise<void> => {
  await page.evaluate((later) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = `Call ${later}`;
    document.body.prepend(paragraph);
  }, LATER);
  await untilPainted(page, LATER);
};

const untilPainted = (page: Page, number: string): Promise<unknown> =>
  page.waitForFunction(
    (number) =>
      [...(CSS.highlights.get("pagedial-number") ?? [])].some(
        ({ startContainer, startOffset, endOffset }) =>
          startContainer instanceof Text &&
          startContainer.data.slice(startOffset, endOffset) === number,
      ),
    number,
    { timeout: 30_000 },
  );

const dialers = (): number =>
  stage.browser.pages().filter((page) => page.url().includes("/dialer.html")).length;

/** Asks the content script something: what it sent before is with the background by then. */
const untilHeard = (): Promise<unknown> => listing(stage, 0);

/** Waits until the content script has read all of the page and has every answer. */
const untilSettled = (): Promise<unknown> => listing(stage, 20_000);

test("no event that a page makes up opens the dialer, on the button or on the way to it", async () => {
  const page = await visit();
  const button = await hoverNumber(page, KNOWN);
  await page.evaluate(({ x, y, width, height }) => {
    const at = { clientX: x + width / 2, clientY: y + height / 2, bubbles: true, composed: true };
    const targets = [document.querySelector("pagedial-overlay"), document.body, document, window];
    for (const target of targets) {
      for (const type of ["pointermove", "pointerdown", "pointerup", "click"]) {
        target?.dispatchEvent(new PointerEvent(type, at));
        target?.dispatchEvent(new MouseEvent(type, at));
      }
      for (const key of ["Enter", " ", "Escape"]) {
        target?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
      }
    }
    const overlay = document.querySelector<HTMLElement>("pagedial-overlay");
    overlay?.click();
    overlay?.focus();
  }, button);
  await untilHeard();
  assert.equal(dialers(), 0);
  await page.close();
});

test("a button that a page slides under a resting pointer is not clicked with what was there", async () => {
  const page = await visit();
  await hoverNumber(page, KNOWN);
  const number = await boxOfText(page, KNOWN);
  assert.ok(number);
  const pointer = { x: number.x + number.width / 2, y: number.y + number.height / 2 };
  // The pointer rests where it is, and the page brings the button there.
  await page.evaluate((width) => {
    const known = document.querySelector<HTMLElement>("#known");
    if (known) known.style.transform = `translateX(${-(width / 2 + 18)}px)`;
    dispatchEvent(new Event("scroll"));
  }, number.width);
  await untilButtons(page, ([button]) => button !== undefined && isIn(button, pointer));
  await page.mouse.down();
  await page.mouse.up();
  await untilHeard();
  assert.equal(dialers(), 0);
  await page.close();
});

const isIn = (box: ShownButton, { x, y }: { x: number; y: number }): boolean =>
  x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;

test("a page sees its own highlight registry and our element's name, and nothing more", async () => {
  const page = await visit();
  await hoverNumber(page, KNOWN);
  const seen = await page.evaluate(() => {
    const overlay = document.querySelector("pagedial-overlay");
    const attached: unknown[] = [];
    try {
      attached.push(overlay?.attachShadow({ mode: "open" }));
    } catch (error) {
      attached.push(error instanceof DOMException ? error.name : error);
    }
    return {
      shadowRoot: overlay?.shadowRoot,
      attached,
      children: overlay?.childNodes.length,
      inner: overlay?.innerHTML,
      text: (overlay as HTMLElement | null)?.innerText,
      serialised: overlay?.getHTML({ serializableShadowRoots: true }),
      highlights: [...CSS.highlights.keys()],
      chrome: typeof (window as { chrome?: { runtime?: unknown } }).chrome?.runtime,
      globals: Object.keys(window).filter((key) => key.toLowerCase().includes("pagedial")),
    };
  });
  assert.deepEqual(seen, {
    shadowRoot: null,
    attached: ["NotSupportedError"],
    children: 0,
    inner: "",
    text: "",
    serialised: "",
    highlights: ["pagedial-number"],
    chrome: "undefined",
    globals: [],
  });
  await page.close();
});

test("what a page posts reaches nobody: no message of its own, no token, no settings", async () => {
  const page = await visit();
  const fetched = await page.evaluate((id) => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    addEventListener("message", ({ data }) => heard.push(data));
    for (const type of ["find", "call", "issue_token", "list", "renew", "step"]) {
      postMessage({ type, number: "+12065550100", source: "pagedial" }, location.origin);
      document.dispatchEvent(new CustomEvent(`pagedial:${type}`, { detail: { type } }));
    }
    const files = ["controls.js", "background.js", "dialer.html", "manifest.json"];
    return Promise.all(
      files.map((file) =>
        fetch(`chrome-extension://${id}/${file}`).then(
          () => file,
          () => null,
        ),
      ),
    );
  }, stage.extensionId);
  assert.deepEqual(fetched, [null, null, null, null]);
  const heard = (): Promise<number> =>
    page.evaluate(() => (window as unknown as { heard: unknown[] }).heard.length);
  await page.waitForFunction(() => (window as unknown as { heard: unknown[] }).heard.length >= 6);
  await untilHeard();
  // Its own six messages are all that came back.
  assert.equal(await heard(), 6);
  assert.equal(dialers(), 0);
  await page.close();
});

/** An element of the page that is not laid out: what is asked is whether the walk gets through. */
const HIDDEN = "content-visibility: hidden";

test("the scan survives 10 MB in one node, and lone surrogates", async () => {
  const page = await visit();
  await page.evaluate(() => {
    const log = document.createElement("pre");
    log.style.cssText = "height: 10em; overflow: auto";
    const lines = "a line of a log that says nothing \ud800 of any importance at all\n".repeat(100);
    log.append(`${lines}(206) 555-0111\n`.repeat(1600));
    document.body.append(log, "\udc00(206)\ud800 555-0101\udfff");
  });
  await isAlive(page);
  await page.close();
});

test("the scan survives 1 000 shadow roots, open and closed", async () => {
  const page = await visit();
  await page.evaluate(() => {
    for (let index = 0; index < 1000; index += 1) {
      const host = document.createElement("div");
      host.attachShadow({ mode: index % 2 === 0 ? "open" : "closed" }).append("(206) 555-0103");
      document.body.append(host);
    }
  });
  await untilPainted(page, "(206) 555-0103");
  await isAlive(page);
  await page.close();
});

test("the scan survives 100 000 elements inside one another", async () => {
  const page = await visit();
  await page.evaluate((style) => {
    // By copies, because Chromium takes a minute and a half to nest them one by one.
    const thousand = document.createElement("b");
    let innermost = thousand;
    for (let depth = 1; depth < 1000; depth += 1) {
      const inner = document.createElement("b");
      innermost.append(inner);
      innermost = inner;
    }
    const outermost = document.createElement("div");
    outermost.setAttribute("style", style);
    let deepest: Element = outermost;
    for (let copy = 0; copy < 100; copy += 1) {
      deepest.append(thousand.cloneNode(true));
      while (deepest.firstElementChild !== null) deepest = deepest.firstElementChild;
    }
    deepest.append("(206) 555-0102");
    document.body.append(outermost);
  }, HIDDEN);
  await untilPainted(page, "(206) 555-0102");
  await isAlive(page);
  await page.close();
});

test("a page that changes its DOM inside getters and clobbers what we might ask is read all the same", async () => {
  const page = await visit();
  await page.evaluate(() => {
    for (const name of ["data", "textContent", "parentNode", "childNodes"]) {
      const owner = name === "data" ? CharacterData.prototype : Node.prototype;
      const own = Object.getOwnPropertyDescriptor(owner, name);
      if (own === undefined) continue;
      Object.defineProperty(owner, name, {
        ...own,
        get() {
          document.body.append(document.createElement("i"));
          return own.get?.call(this);
        },
      });
    }
    const form = document.createElement("form");
    for (const name of ["parentNode", "firstChild", "nextSibling", "localName", "attributes"]) {
      const input = document.createElement("input");
      input.name = name;
      form.append(input);
    }
    document.body.append(form);
    form.insertAdjacentHTML("afterend", "<p>Behind it: (206) 555-0104</p>");
  });
  await untilPainted(page, "(206) 555-0104");
  await isAlive(page);
  await page.close();
});

test("what a page clears or takes out is back, and it cannot wear us out", async () => {
  const page = await visit();
  await page.evaluate(() => {
    CSS.highlights.clear();
    const removed: Element[] = [];
    new MutationObserver(() => {
      const overlay = document.querySelector("pagedial-overlay");
      if (overlay !== null) {
        removed.push(overlay);
        overlay.remove();
      }
    }).observe(document.documentElement, { childList: true });
    document.querySelector("pagedial-overlay")?.remove();
    Object.assign(window, { removed });
  });
  await waitForPainted(page, 1);
  await isAlive(page);
  const removals = await page.evaluate(
    () => (window as unknown as { removed: unknown[] }).removed.length,
  );
  // It is put back about once a second, not in answer to each removal.
  assert.ok(removals < 60, `${removals} removals`);
  await page.close();
});

test("a thousand routes leave nothing behind", async () => {
  const page = await visit();
  const session = await stage.browser.newCDPSession(page);
  const route = (times: number): Promise<void> =>
    page.evaluate(async (times) => {
      for (let time = 0; time < times; time += 1) {
        const list = document.createElement("ul");
        for (let item = 0; item < 20; item += 1) {
          const entry = document.createElement("li");
          entry.append(
            `Person ${item}: (206) 555-01${String((time + item) % 100).padStart(2, "0")}`,
          );
          list.append(entry);
        }
        document.body.replaceChildren(list);
        if (time % 10 === 0) await new Promise((shown) => requestAnimationFrame(shown));
      }
    }, times);
  await route(100);
  await isAlive(page);
  await untilSettled();
  const before = await counted(session);
  await route(1000);
  await isAlive(page);
  await untilSettled();
  const after = await counted(session);
  assert.ok(
    after.nodes <= before.nodes + 200,
    `${before.nodes} nodes before, ${after.nodes} after`,
  );
  assert.ok(after.listeners <= before.listeners, `${after.listeners} listeners`);
  await page.close();
});

/** Nodes and listeners that are alive after the garbage is collected. */
const counted = async (session: CDPSession): Promise<{ nodes: number; listeners: number }> => {
  await session.send("HeapProfiler.collectGarbage");
  const { nodes, jsEventListeners } = await session.send("Memory.getDOMCounters");
  return { nodes, listeners: jsEventListeners };
};

test("a text that changes with every frame starves neither the page nor the other numbers", async () => {
  const page = await visit();
  const frames = await page.evaluate(async () => {
    const clock = document.createElement("p");
    document.body.append(clock, document.createElement("p"));
    const text = new Text();
    clock.append(text);
    let frames = 0;
    const until = performance.now() + 2000;
    while (performance.now() < until) {
      text.data = `(206) 555-01${String(frames % 100).padStart(2, "0")}`;
      if (frames === 5) document.body.lastElementChild?.append("(206) 555-0188");
      frames += 1;
      await new Promise((shown) => requestAnimationFrame(shown));
    }
    return frames;
  });
  await untilPainted(page, "(206) 555-0188");
  assert.ok(frames > 10, `${frames} frames`);
  assert.ok((await paintedTexts(page)).length >= 2);
  await page.close();
});
