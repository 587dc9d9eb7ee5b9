import { execFileSync } from "node:child_process";

import type { Page } from "playwright-core";

/** What the sample applications offer to whoever tests them. */
interface Lob {
  /** Resolves when the application has done all that it does by itself. */
  done: Promise<void>;
  /** The numbers that can be seen in it then. */
  expected(): string[];
  /** The content of its closed shadow roots. */
  markup?(): string;
}

interface PageChange {
  type: string;
  target: string;
  added: string[];
  removed: string[];
  attribute: string | null;
}

type LobWindow = Window & {
  lob?: Lob;
  pageSaw?: PageChange[];
  pageShifted?: number;
  pageRests?: () => Promise<void>;
};

/** Our element, as a page sees it. */
const OURS = "pagedial-overlay";

/** Waits until an application has done all that it does and has come to rest. */
export const untilAtRest = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const { lob, pageRests } = window as LobWindow;
    await lob?.done;
    await pageRests?.();
  });

/** The numbers that the application says it shows; none where it runs no script. */
export const expectedNumbers = (page: Page): Promise<string[] | null> =>
  page.evaluate(() => (window as LobWindow).lob?.expected() ?? null);

/** Everything in which an extension could leave a trace. */
export interface Traces {
  markup: string;
  closedMarkup: string;
  text: string;
  selected: string;
  copied: Record<string, string>;
  printed: string;
}

/** A page's markup, text, selection, clipboard and print. */
export const tracesOf = async (page: Page): Promise<Traces> => {
  const content = await page.evaluate(() => ({
    markup: document.head.outerHTML + document.body.outerHTML,
    closedMarkup: (window as LobWindow).lob?.markup?.() ?? "",
    text: document.body.innerText,
  }));
  await page.bringToFront();
  await page.keyboard.press("Control+A");
  const selected = await page.evaluate(() => String(getSelection()));
  await page.keyboard.press("Control+C");
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const parts = (item?.types ?? []).map(async (type) => [
      type,
      await (await item?.getType(type))?.text(),
    ]);
    getSelection()?.removeAllRanges();
    return Object.fromEntries(await Promise.all(parts));
  });
  const pdf = await page.pdf();
  const printed = execFileSync("pdftotext", ["-", "-"], { input: pdf, encoding: "utf8" });
  return { ...content, selected, copied, printed };
};

/** What a page has noticed of us: the changes that name our element, and how far things shifted. */
export const noticed = async (page: Page): Promise<{ ours: PageChange[]; shifted: number }> => {
  const { saw, shifted } = await page.evaluate(() => {
    const { pageSaw = [], pageShifted = 0 } = window as LobWindow;
    return { saw: pageSaw, shifted: pageShifted };
  });
  const isOurs = ({ target, added, removed }: PageChange): boolean =>
    [target, ...added, ...removed].includes(OURS);
  return { ours: saw.filter(isOurs), shifted };
};

/** The one change that we make. */
export const ONE_INSERTION = [
  { type: "childList", target: "html", added: [OURS], removed: [], attribute: null },
];
