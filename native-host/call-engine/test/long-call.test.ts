// A call of 25 hours on the acs driver, on a virtual clock: longer than any token lives.
import assert from "node:assert/strict";
import { it } from "node:test";
import { AcsDriver } from "../src/acs/driver.ts";
import type { EngineEvent, IssuedToken } from "../src/protocol.ts";
import { Session } from "../src/session.ts";
import { FakeSdk } from "./fake-sdk.ts";
import { Heard } from "./heard.ts";
import { ManualClock } from "./manual-clock.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How the host answers the engine's wishes for tokens, in turn; afterwards always with a token. */
type Answer = "token" | "none" | "silence";

async function callWith(answers: Answer[]) {
  const clock = new ManualClock();
  const fake = new FakeSdk();
  const heard = new Heard();
  const issue = (): IssuedToken => ({
    token: `of ${clock.now()}`,
    expires_on_ms: clock.now() + 24 * HOUR,
    user_id: "8:acs:test",
  });
  let current = issue();
  const renewals: number[] = [];
  const post = (event: EngineEvent) => {
    heard.heard(event);
    if (event.type !== "token_wanted") {
      return;
    }
    const answer = answers.shift() ?? "token";
    if (answer === "token") {
      current = issue();
      renewals.push(clock.now());
    }
    if (answer !== "silence") {
      const token = answer === "token" ? current : null;
      queueMicrotask(() => session.receive({ type: "renew_token", token }));
    }
  };
  const browser = {
    loadSdk: async () => fake.sdk,
    microphoneMayPrompt: async () => false,
    hasMicrophone: async () => true,
  };
  const session: Session = new Session(
    post,
    (_driver, listener) => new AcsDriver(listener, clock, browser),
    clock,
  );
  session.receive({ type: "prepare", driver: "acs", token: current });
  await heard.event("ready");
  session.receive({ type: "dial", call: "1", number: "+14255550123", caller_id: "+14255550100" });
  await heard.state("1", "connected");
  const start = clock.now();
  /** Lets time pass minute by minute, as the answers come in between. */
  const pass = async (duration: number) => {
    for (let passed = 0; passed < duration; passed += MINUTE) {
      clock.advance(MINUTE);
      await Promise.resolve();
    }
  };
  const hoursOfRenewal = () => renewals.map((at) => (at - start) / HOUR);
  return { clock, heard, session, pass, hoursOfRenewal, expiry: () => current.expires_on_ms };
}

it("a call of 25 hours outlives its token: the next one is there before the first ends", async () => {
  const { clock, heard, session, pass, hoursOfRenewal, expiry } = await callWith([]);
  await pass(25 * HOUR);
  const [renewal, ...more] = hoursOfRenewal();
  assert.ok(renewal !== undefined && renewal > 23.8 && renewal < 24, `${renewal}`);
  assert.deepEqual(more, []);
  assert.ok(expiry() > clock.now());
  assert.ok(!heard.ofCall("1").includes("call_ended"));
  session.receive({ type: "hang_up", call: "1" });
  assert.equal((await heard.end("1")).code, 0);
  session.close();
});

it("a host that has no token, or says nothing, is asked until it has one, and the call goes on", async () => {
  const answers: Answer[] = ["none", "silence", "none", "none"];
  const { clock, heard, session, pass, hoursOfRenewal, expiry } = await callWith(answers);
  await pass(25 * HOUR);
  const [renewal] = hoursOfRenewal();
  assert.ok(renewal !== undefined && renewal < 24, `${renewal}`);
  assert.equal(heard.events.filter(({ type }) => type === "token_wanted").length, 5);
  assert.ok(expiry() > clock.now());
  assert.ok(!heard.ofCall("1").includes("call_ended"));
  session.close();
});

it("a machine that slept through its token's end asks within a minute of waking", async () => {
  const { clock, heard, session, pass, hoursOfRenewal } = await callWith([]);
  clock.sleep(30 * HOUR);
  await pass(MINUTE);
  assert.equal(hoursOfRenewal().length, 1);
  assert.ok(!heard.ofCall("1").includes("call_ended"));
  session.close();
});
