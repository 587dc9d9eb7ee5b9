import type { CDPSession, Frame, Page } from "playwright-core";

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

/** Where a frame's text `text` stands, in that frame's viewport. */
export const boxOfText = (frame: Page | Frame, text: string): Promise<Box | null> =>
  frame.evaluate((text) => {
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

/** The texts painted in a frame, in no particular order. */
export const paintedTexts = (frame: Page | Frame): Promise<string[]> =>
  frame.evaluate(() =>
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
export const clickCallButton = async (
  page: Page,
  text: string,
  frame: Frame = page.mainFrame(),
): Promise<void> => {
  const box = await hoverNumber(page, text, frame);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
};

/** Brings the pointer into a page with a number, and waits until the controls have answered it. */
export const waitForControls = async (page: Page): Promise<void> => {
  await page.mouse.move(1, 1);
  await page.locator("pagedial-overlay").waitFor({ state: "attached" });
};

/** Moves the mouse over a painted number and tells where its Call button is. */
export const hoverNumber = async (
  page: Page,
  text: string,
  frame: Frame = page.mainFrame(),
): Promise<Box> => {
  const inFrame = await boxOfText(frame, text);
  if (inFrame === null) throw new Error(`${text} is not painted`);
  const number = moved(inFrame, await offsetOf(frame));
  await page.mouse.move(number.x + number.width / 2, number.y + number.height / 2, { steps: 4 });
  return await callButtonNear(page, frame, number);
};

/** Where a frame's viewport begins in the page's. */
const offsetOf = async (frame: Frame): Promise<{ x: number; y: number }> => {
  const parent = frame.parentFrame();
  if (parent === null) return { x: 0, y: 0 };
  const element = await frame.frameElement();
  const inner = await element.evaluate((element: Node) => {
    if (!(element instanceof Element)) throw new Error("no frame element");
    const { x, y } = element.getBoundingClientRect();
    return { x: x + element.clientLeft, y: y + element.clientTop };
  });
  return moved({ ...inner, width: 0, height: 0 }, await offsetOf(parent));
};

const moved = (box: Box, by: { x: number; y: number }): Box => ({
  ...box,
  x: box.x + by.x,
  y: box.y + by.y,
});

/** Pixels within which a button stands beside its number. */
const BESIDE = 8;

/** How far two boxes are from one another. */
const gap = (one: Box, other: Box): number =>
  Math.max(
    one.x - other.x - other.width,
    other.x - one.x - one.width,
    one.y - other.y - other.height,
    other.y - one.y - one.height,
    0,
  );

/** Polls the debugger, which has no event for what appears in a closed shadow root. */
const callButtonNear = async (page: Page, frame: Frame, number: Box): Promise<Box> => {
  const own = await ownSession(page, frame);
  const offset = own === null ? { x: 0, y: 0 } : await offsetOf(frame);
  const session = own ?? (await page.context().newCDPSession(page));
  try {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const boxes = (await callButtons(session)).map((box) => moved(box, offset));
      // That of the number before may still be there.
      const beside = boxes.find((box) => gap(box, number) <= BESIDE);
      if (beside) return beside;
      if (Date.now() > deadline) throw new Error("no Call button came up within 10 s");
      await new Promise((again) => setTimeout(again, 25));
    }
  } finally {
    await session.detach();
  }
};

/** The session of a frame that has a process of its own; `null` of one in the page's process. */
const ownSession = async (page: Page, frame: Frame): Promise<CDPSession | null> => {
  if (frame === page.mainFrame()) return null;
  try {
    return await page.context().newCDPSession(frame);
  } catch (error) {
    if (String(error).includes("does not have a separate CDP session")) return null;
    throw error;
  }
};

const callButtons = async (session: CDPSession): Promise<Box[]> => {
  const { root } = (await session.send("DOM.getDocument", { depth: -1, pierce: true })) as {
    root: DomNode;
  };
  const boxes = await Promise.all(buttonsOfOverlays(root).map((node) => boxOf(session, node)));
  return boxes.filter((box) => box !== null);
};

/** Where a node is shown; `null` when it is not. */
const boxOf = async (session: CDPSession, { nodeId }: DomNode): Promise<Box | null> => {
  try {
    const { model } = await session.send("DOM.getBoxModel", { nodeId });
    const [x = 0, y = 0] = model.border;
    return model.width > 0 ? { x, y, width: model.width, height: model.height } : null;
  } catch (error) {
    // "Could not compute box model": the button is not shown.
    if (!String(error).includes("box model")) throw error;
    return null;
  }
};

/** Buttons inside the shadow roots of our elements, in frames of the same process as well. */
const buttonsOfOverlays = (node: DomNode): DomNode[] => {
  if (node.nodeName === "PAGEDIAL-OVERLAY") return (node.shadowRoots ?? []).flatMap(buttonsIn);
  const inner = [...(node.children ?? []), ...(node.contentDocument ? [node.contentDocument] : [])];
  return inner.flatMap(buttonsOfOverlays);
};

const buttonsIn = (node: DomNode): DomNode[] => [
  ...(node.nodeName === "BUTTON" ? [node] : []),
  ...(node.children ?? []).flatMap(buttonsIn),
];

/** A Call button as assistive technology meets it. */
export interface ShownButton extends Box {
  name: string;
  focused: boolean;
}

/** The Call buttons that the top frame shows now. */
export const shownButtons = async (page: Page): Promise<ShownButton[]> => {
  const session = await page.context().newCDPSession(page);
  try {
    const { root } = (await session.send("DOM.getDocument", { depth: -1, pierce: true })) as {
      root: DomNode;
    };
    const shown: ShownButton[] = [];
    for (const node of buttonsOfOverlays(root)) {
      const box = await boxOf(session, node);
      if (box !== null) {
        const { nodes } = await session.send("Accessibility.getPartialAXTree", {
          nodeId: node.nodeId,
          fetchRelatives: false,
        });
        const focused = nodes[0]?.properties?.find(({ name }) => name === "focused");
        shown.push({
          ...box,
          name: String(nodes[0]?.name?.value ?? ""),
          focused: focused?.value.value === true,
        });
      }
    }
    return shown;
  } finally {
    await session.detach();
  }
};

/** Waits until the Call buttons that the top frame shows are as `are` wants them. */
export const untilButtons = async (
  page: Page,
  are: (buttons: ShownButton[]) => boolean,
): Promise<ShownButton[]> => {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const buttons = await shownButtons(page);
    if (are(buttons)) return buttons;
    if (Date.now() > deadline) throw new Error(`the buttons are ${JSON.stringify(buttons)}`);
    await new Promise((again) => setTimeout(again, 50));
  }
};
