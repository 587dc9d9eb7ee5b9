import type { Stage } from "./stage.ts";

/** The numbers that the dialer was asked for, kept in the service worker that hears of them. */
type Asked = typeof globalThis & { asked: string[] };

/** Takes note from now on of each number that the dialer is asked for. */
export const noteAsked = (stage: Stage): Promise<void> =>
  stage.worker.evaluate(() => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    chrome.storage.session.onChanged.addListener(({ dial }) => {
      const number = (dial?.newValue as { number?: string } | undefined)?.number;
      if (number !== undefined) asked.push(number);
    });
  });

/** Waits until the dialer is asked for a number that ends with these digits, and forgets it. */
export const untilAskedFor = async (stage: Stage, number: string): Promise<void> => {
  const deadline = Date.now() + 10_000;
  const digits = number.replace(/\D/g, "");
  for (;;) {
    const asked = await stage.worker.evaluate(() => (globalThis as Asked).asked.splice(0));
    if (asked.some((it) => it.endsWith(digits))) return;
    if (Date.now() > deadline) throw new Error(`the dialer was not asked for ${number}`);
    await new Promise((again) => setTimeout(again, 50));
  }
};
