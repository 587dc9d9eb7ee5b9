import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

import { dialerFromCrm, press, waitForCall } from "./harness/dialer.ts";
import { onStage, type Stage } from "./harness/stage.ts";

/** How every token of the emulator begins: its header is always the same JSON. */
const tokenStart = async (stage: Stage): Promise<string> => {
  const token = await stage.emulator.someToken();
  const [header = ""] = token.split(".");
  assert.ok(header.length > 10, "an emulator's token has a header");
  return header;
};

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

/** The text as it would lie in a file: LevelDB and friends may keep UTF-16. */
const forms = (secret: string): Buffer[] => [
  Buffer.from(secret, "utf8"),
  Buffer.from(secret, "utf16le"),
];

test(
  "a call leaves neither token nor secret in a page, a storage area, a file or a log",
  onStage({}, async (stage) => {
    const header = await tokenStart(stage);
    const dialer = await dialerFromCrm(stage);
    const said: string[] = [];
    for (const page of stage.browser.pages())
      page.on("console", (message) => said.push(message.text()));
    await press(dialer, "Call");
    await waitForCall(dialer, "connected");
    await press(dialer, "Hang up");
    await waitForCall(dialer, "ended");

    const storage = await stage.worker.evaluate(async () =>
      JSON.stringify([
        await chrome.storage.local.get(null),
        await chrome.storage.session.get(null),
        await chrome.storage.sync.get(null),
      ]),
    );
    const documents: string[] = [];
    for (const page of stage.browser.pages()) {
      for (const frame of page.frames()) {
        documents.push(frame.url(), await frame.content());
        documents.push(
          await frame.evaluate(() => {
            try {
              return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]);
            } catch (error) {
              return `no storage here: ${String(error)}`;
            }
          }),
        );
      }
    }
    for (const [what, secret] of [
      ["the token", header],
      ["the access key", stage.emulator.accessKey],
    ] as const) {
      for (const text of [storage, ...documents, ...said]) {
        assert.ok(!text.includes(secret), `${what} in: ${text.slice(0, 200)}`);
      }
    }

    await dialer.close();
    await stage.untilNoHost();
    await stage.browser.close();
    for (const file of filesBelow(stage.folder)) {
      const content = readFileSync(file);
      for (const form of [...forms(header), ...forms(stage.emulator.accessKey)]) {
        assert.ok(!content.includes(form), `a secret lies in ${path.relative(stage.folder, file)}`);
      }
    }
    assert.ok(filesBelow(stage.folder).some((file) => file.includes("history")));
  }),
);
