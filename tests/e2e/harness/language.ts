import { readFileSync } from "node:fs";
import path from "node:path";

import { root } from "./paths.ts";
import type { Stage } from "./stage.ts";

/** How each language is read. */
const DIRECTIONS: Readonly<Record<string, "ltr" | "rtl">> = { ar: "rtl" };

/**
 * Has every page of the extension that opens from now on speak a language. Debian's Chromium knows
 * American English alone, the other languages are a package of their own: so the browser's i18n is
 * stood in for, with the extension's real texts.
 */
export const speak = async (stage: Stage, language: string): Promise<void> => {
  const file = path.join(root, "extension/_locales", language, "messages.json");
  const messages: Record<string, { message: string }> = JSON.parse(readFileSync(file, "utf8"));
  const texts = Object.fromEntries(
    Object.entries(messages).map(([key, { message }]) => [key, message]),
  );
  Object.assign(texts, { "@@ui_locale": language, "@@bidi_dir": DIRECTIONS[language] ?? "ltr" });
  await stage.browser.addInitScript((texts: Record<string, string>) => {
    if (location.protocol !== "chrome-extension:") return;
    chrome.i18n.getMessage = (key: string, substitutions?: string | (string | number)[]) => {
      const filled = [substitutions ?? []].flat().map(String);
      return (texts[key] ?? "").replace(/\$(\d)/g, (_, place) => filled[Number(place) - 1] ?? "");
    };
  }, texts);
};
