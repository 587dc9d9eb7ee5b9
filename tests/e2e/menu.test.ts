import assert from "node:assert/strict";
import { test } from "node:test";

import { callSelection } from "./harness/context-menu.ts";
import { waitForReady, waitForWords, words } from "./harness/dialer.ts";
import { onStage } from "./harness/stage.ts";

test(
  "a selected number goes to the dialer from the context menu",
  onStage({}, async (stage) => {
    await stage.visit("crm/index.html");
    const dialer = await stage.dialerOpenedBy(() => callSelection(stage, " (425) 555-0123 "));
    await waitForWords(dialer, "+14255550123");
  }),
);

test(
  "a selection that is no number is shown as typed, with what is wrong with it",
  onStage({}, async (stage) => {
    await stage.visit("crm/index.html");
    const dialer = await stage.dialerOpenedBy(() => callSelection(stage, "Fourth Coffee"));
    await waitForWords(dialer, "This is not a phone number.");
    assert.equal(await dialer.getByRole("textbox").inputValue(), "Fourth Coffee");
    assert.ok(await dialer.getByRole("button", { name: /^Call/ }).isDisabled());
    await waitForReady(dialer);
    assert.doesNotMatch(await words(dialer), /ready to call/i);
  }),
);
