// The acs driver against a fake of the SDK's published interfaces, for all that needs Azure.
// `acs.test.ts` has the real SDK, for all that it does without.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AcsDriver } from "../src/acs/driver.ts";
import { browserClock } from "../src/clock.ts";
import type { IssuedToken } from "../src/protocol.ts";
import { Session } from "../src/session.ts";
import { itKeepsTheContract, type Rig } from "./contract.ts";
import { FakeSdk } from "./fake-sdk.ts";
import { Heard } from "./heard.ts";

const TOKEN = { token: "unused", expires_on_ms: 4_102_444_800_000, user_id: "8:acs:test" };

function on(fake: FakeSdk): { heard: Heard; session: Session } {
  const heard = new Heard();
  const browser = {
    loadSdk: async () => fake.sdk,
    microphoneMayPrompt: async () => false,
    hasMicrophone: async () => true,
  };
  const session = new Session(
    (event) => heard.heard(event),
    (_driver, listener) => new AcsDriver(listener, browserClock, browser),
    browserClock,
  );
  session.open();
  return { heard, session };
}

async function open(token: IssuedToken): Promise<Rig> {
  const fake = new FakeSdk();
  const { heard, session } = on(fake);
  session.receive({ type: "prepare", driver: "acs", token });
  await heard.event("ready");
  await heard.event("connection", ({ connected }) => connected);
  return {
    heard,
    send: async (command) => session.receive(command),
    plugMicrophones: async (there) => fake.plugMicrophones(there),
    setNetwork: async (there) => fake.setNetwork(there),
    close: async () => session.close(),
  };
}

describe("the acs driver on a fake of the SDK", () => {
  itKeepsTheContract(open);

  it("tells the SDK whose emergency services are meant, if that is certain", async () => {
    for (const [emergency_country, expected] of [
      ["US", { emergencyCallOptions: { countryCode: "US" } }],
      [null, {}],
    ] as const) {
      const fake = new FakeSdk();
      const { heard, session } = on(fake);
      session.receive({ type: "prepare", driver: "acs", token: TOKEN, emergency_country });
      await heard.event("ready");
      assert.deepEqual(fake.agentOptions, expected);
      await session.close();
    }
  });
});
