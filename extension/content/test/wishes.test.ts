import assert from "node:assert/strict";
import { test } from "node:test";

import { forbids } from "../src/wishes";

test("a page that turns telephone detection off is not read", () => {
  for (const [name, content] of [
    ["format-detection", "telephone=no"],
    ["Format-Detection", "date=no, telephone = no, email=no"],
    ["format-detection", "address=no;telephone=NO"],
    ["SKYPE_TOOLBAR", "SKYPE_TOOLBAR_PARSER_COMPATIBLE"],
  ] as const) {
    assert.equal(forbids(name, content), true, `${name}: ${content}`);
  }
});

test("other metas forbid nothing", () => {
  for (const [name, content] of [
    ["format-detection", "telephone=yes"],
    ["format-detection", "date=no"],
    ["format-detection", "mytelephone=no"],
    ["viewport", "telephone=no"],
  ] as const) {
    assert.equal(forbids(name, content), false, `${name}: ${content}`);
  }
});
