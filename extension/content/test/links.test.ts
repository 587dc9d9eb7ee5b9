import assert from "node:assert/strict";
import { test } from "node:test";

import { dialledBy } from "../src/links";

const cases: [href: string, dials: string | undefined][] = [
  ["tel:+14255550123", "+14255550123"],
  ["TEL:+1-425-555-0123", "+1-425-555-0123"],
  ["tel:(425)%20555-0123", "(425) 555-0123"],
  ["tel://+14255550123", "+14255550123"],
  ["tel:+1-425-555-0123;ext=12", "+1-425-555-0123"],
  ["tel:+14255550123,,,123#", "+14255550123"],
  ["tel:555-0123;phone-context=+1425", "+1425 555-0123"],
  ["tel:555-0123;phone-context=example.com", "555-0123"],
  ["callto:+442079460018", "+442079460018"],
  ["callto:ada.whitfield", undefined],
  ["sip:+493023125104@example.com;user=phone", "+493023125104"],
  ["sips:+493023125104@example.com", "+493023125104"],
  ["sip:ada@example.com", undefined],
  ["tel:", undefined],
  ["tel:%E0%A4%A", undefined],
  [`tel:${"1".repeat(80)}`, undefined],
  ["mailto:1234567@example.com", undefined],
  ["https://example.com/tel:+14255550123", undefined],
  ["javascript:tel:+14255550123", undefined],
];

for (const [href, dials] of cases) {
  test(`${href.slice(0, 60)} dials ${dials ?? "nothing"}`, () => {
    assert.equal(dialledBy(href), dials);
  });
}
