import type { CDPSession, Page } from "playwright-core";

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface DomNode {
  nodeId: number;
  backendNodeId: number;
  nodeName: string;
  attributes?: string[];
  children?: DomNode[];
  shadowRoots?: DomNode[];
  contentDocument?: DomNode;
}

/** Where the page's text `text` stands, in the top frame's viewport. */
export const boxOfText = (page: Page, text: string): Promise<Box | null> =>
  page.evaluate((text) => {
    const highlights = CSS.highlights.get("pagedial-number") ?? [];
    for (const range of highlights) {
      const live = document.createRange();
      live.setStart(range.startContainer, range.startOffset);
      live.setEnd(range.endContainer, range.endOffset);
      if (live.toString() !== text) continue;
      const { x, y, width, height } = live.getBoundingClientRect();
      return { x, y, width, height };
    }
    return null;
  }, text);

/** The texts painted in the top frame, in no particular order. */
export const paintedTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...(CSS.highlights.get("pagedial-number") ?? [])].map((range) => {
      const live = document.createRange();
      live.setStart(range.startContainer, range.startOffset);
      live.setEnd(range.endContainer, range.endOffset);
      return live.toString();
    }),
  );

/** Waits until the top frame shows `count` numbers. */
export const waitForPainted = async (page: Page, count: number): Promise<void> => {
  await page.waitForFunction(
    (count) => (CSS.highlights.get("pagedial-number")?.size ?? 0) >= count,
    count,
  );
};

/**
 * Moves the mouse over a painted number and clicks the Call button that comes up, with real
 * mouse events. The button is in a closed shadow root, which only the debugger's view of the
 * document goes into.
 */
export const clickCallButton = async (page: Page, text: string): Promise<void> => {
  const box = await hoverNumber(page, text);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
};

/** Moves the mouse over a painted number and tells where its Call button is. */
export const hoverNumber = async (page: Page, text: string): Promise<Box> => {
  const number = await boxOfText(page, text);
  if (number === null) throw new Error(`${text} is not painted`);
  await page.mouse.move(number.x + number.width / 2, number.y + number.height / 2, { steps: 4 });
  const session = await page.context().newCDPSession(page);
  try {
    return await callButtonNear(session, number);
  } finally {
    await session.detach();
  }
};

/** Polls the debugger, which has no event for what appears in a closed shadow root. */
const callButtonNear = async (session: CDPSession, number: Box): Promise<Box> => {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const boxes = await callButtons(session);
    const distance = (box: Box): number => Math.hypot(box.x - number.x, box.y - number.y);
    boxes.sort((a, b) => distance(a) - distance(b));
    const [nearest] = boxes;
    if (nearest) return nearest;
    if (Date.now() > deadline) throw new Error("no Call button came up within 10 s");
    await new Promise((again) => setTimeout(again, 25));
  }
};

const callButtons = async (session: CDPSession): Promise<Box[]> => {
  const { root } = (await session.send("DOM.getDocument", { depth: -1, pierce: true })) as {
    root: DomNode;
  };
  const boxes: Box[] = [];
  for (const node of closedButtons(root)) {
    try {
      const { model } = await session.send("DOM.getBoxModel", { nodeId: node.nodeId });
      const [x = 0, y = 0] = model.border;
      if (model.width > 0) boxes.push({ x, y, width: model.width, height: model.height });
    } catch (error) {
      // "Could not compute box model": the button is not shown.
      if (!String(error).includes("box model")) throw error;
    }
  }
  return boxes;
};

/** Buttons inside shadow roots of `documentElement`'s own children. */
const closedButtons = (root: DomNode): DomNode[] => {
  const html = root.children?.find((node) => node.nodeName === "HTML");
  const hosts = html?.children?.filter((node) => node.shadowRoots) ?? [];
  return hosts.flatMap((host) => (host.shadowRoots ?? []).flatMap(buttonsIn));
};

const buttonsIn = (node: DomNode): DomNode[] => [
  ...(node.nodeName === "BUTTON" ? [node] : []),
  ...(node.children ?? []).flatMap(buttonsIn),
];
