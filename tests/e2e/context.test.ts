import assert from "node:assert/strict";
import { test } from "node:test";

import { paintedTexts, waitForPainted } from "./harness/call-button.ts";
import { onStage } from "./harness/stage.ts";

/** Phones by their heading, ARIA heading, term, label before them, words and class; and faxes. */
const MEANT = [
  "4255550101",
  "4255550102",
  "4255550103",
  "4255550104",
  "4255550105",
  "4255550106",
  "4255550107",
  "(425) 555-0108",
  "4255550109",
  "(425) 555-0131",
  "(425) 555-0132",
  "(425) 555-0133",
  "030 23125 000",
];

test(
  "digits are painted where the page says telephone, and left alone where it says anything else",
  onStage({}, async (stage) => {
    const records = await stage.visit("records/index.html");
    await waitForPainted(records, MEANT.length);
    assert.deepEqual((await paintedTexts(records)).sort(), MEANT.toSorted());
  }),
);

test(
  "a number of the page's own country is read so by a person from another",
  onStage({ region: "FR" }, async (stage) => {
    const records = await stage.visit("records/index.html");
    // The German number of the footer; the page says nothing of the USA.
    await waitForPainted(records, 1);
    assert.deepEqual(await paintedTexts(records), ["030 23125 000"]);
  }),
);
