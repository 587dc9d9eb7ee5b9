import type { Page } from "playwright-core";

import type { Stage } from "./stage.ts";

/**
 * The toolbar popup over the page that is in front. Headless Chromium shows no toolbar, so the
 * popup's page is opened in a tab behind: for it, too, the page in front is the active tab.
 */
export const openPopup = async (stage: Stage): Promise<Page> => {
  const [popup] = await Promise.all([
    stage.browser.waitForEvent("page"),
    stage.worker.evaluate(async () => {
      const [front] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      const url = chrome.action.getPopup({});
      await chrome.tabs.create({
        url: await url,
        active: false,
        ...(front === undefined ? {} : { windowId: front.windowId }),
      });
    }),
  ]);
  // As wide as the popup is; the browser makes it as high as its content, up to 600.
  await popup.setViewportSize({ width: 384, height: 576 });
  await popup.waitForLoadState();
  return popup;
};

/** The rows as a person reads them. */
export const listed = (popup: Page): Promise<string[]> =>
  popup
    .locator(".entry .who")
    .evaluateAll((rows) =>
      rows.map((row) => (row instanceof HTMLElement ? row.innerText.replace(/\s+/g, " ") : "")),
    );
