import type { Stage } from "./stage.ts";

/**
 * Chooses "Call <selection>". The browser's own menu is not part of any page and cannot be clicked
 * in headless Chromium, so the event that a click raises is raised here; what is behind it is real.
 */
export const callSelection = (stage: Stage, selectionText: string): Promise<void> =>
  stage.worker.evaluate((selectionText) => {
    const clicked = chrome.contextMenus.onClicked as unknown as {
      dispatch(click: { menuItemId: string; selectionText: string }): void;
    };
    clicked.dispatch({ menuItemId: "call-selection", selectionText });
  }, selectionText);
