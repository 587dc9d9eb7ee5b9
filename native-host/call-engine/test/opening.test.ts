import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openedPort } from "../src/opening.ts";
import { OPENING } from "../src/protocol.ts";

const OPENER = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";

describe("an opening", () => {
  const { port1: port } = new MessageChannel();
  port.close();
  const parent = {};
  const genuine = { origin: OPENER, source: parent, data: { type: OPENING }, ports: [port] };

  it("gives its port when all of it is right", () => {
    assert.equal(openedPort(genuine, OPENER, parent), port);
  });

  it("gives nothing when any of it is wrong", () => {
    for (const wrong of [
      { origin: "https://crm.example" },
      { origin: `${OPENER}/` },
      { origin: "null" },
      { origin: "" },
      { source: {} },
      { source: null },
      { data: OPENING },
      { data: null },
      { data: { type: "something-else" } },
      { data: { kind: OPENING } },
      { ports: [] },
      { ports: [port, port] },
    ]) {
      assert.equal(openedPort({ ...genuine, ...wrong }, OPENER, parent), null);
    }
  });

  it("gives nothing on a page in which the host has named no opener", () => {
    assert.equal(openedPort(genuine, "PAGEDIAL_OPENER", parent), null);
  });
});
