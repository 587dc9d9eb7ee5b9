import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { root } from "./harness/paths.ts";

const folder = path.join(root, "extension/_locales");
const PLURAL = /^(.+)_(zero|one|two|few|many|other)$/;

/** The plural categories of each text that counts something, by its key. */
const pluralsOf = (language: string): Map<string, string[]> => {
  const texts = readFileSync(path.join(folder, language, "messages.json"), "utf8");
  const plurals = new Map<string, string[]>();
  const keys = new Set(Object.keys(JSON.parse(texts)));
  for (const key of keys) {
    const [, text, category] = PLURAL.exec(key) ?? [];
    // Every language has "other"; the name of a key of the keypad has not.
    if (text !== undefined && category !== undefined && keys.has(`${text}_other`)) {
      plurals.set(text, [...(plurals.get(text) ?? []), category]);
    }
  }
  return plurals;
};

for (const language of readdirSync(folder)) {
  test(`what is counted in ${language} has a text for each of the browser's plural categories`, () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const plurals = pluralsOf(language);
    assert.ok(plurals.size > 0);
    for (const [text, categories] of plurals) {
      assert.deepEqual(categories.toSorted(), pluralCategories.toSorted(), text);
    }
  });
}
