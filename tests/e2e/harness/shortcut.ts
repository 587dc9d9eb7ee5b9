import type { Page } from "playwright-core";

import type { Stage } from "./stage.ts";

/**
 * Raises a shortcut of the manifest in one part of the extension, as pressed over `tab`. The browser
 * takes its keys before any page can.
 */
export const pressShortcut = (
  part: Pick<Page, "evaluate">,
  name: string,
  tab?: chrome.tabs.Tab,
): Promise<void> =>
  part.evaluate(
    ([name, tab]) => {
      const pressed = chrome.commands.onCommand as unknown as {
        dispatch(name: string, tab?: chrome.tabs.Tab): void;
      };
      pressed.dispatch(name, tab);
    },
    [name, tab] as const,
  );

/** The same in the service worker, over the tab in front. */
export const pressInFront = async (stage: Stage, name: string): Promise<void> =>
  pressShortcut(stage.worker, name, await stage.frontTab());
