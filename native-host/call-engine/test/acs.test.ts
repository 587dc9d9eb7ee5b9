// The acs driver with the SDK as its package has it, and no network: whatever the SDK does offline
// is real here. `acs-call.test.ts` has the states that need the phone network.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import type { IssuedToken } from "../src/protocol.ts";
import { type EngineOptions, EngineServers, launch, type OpenedEngine } from "./engine-page.ts";

const RESOURCE = "11111111-2222-3333-4444-555555555555";
const USER = "66666666-7777-8888-9999-000000000000";
const USER_ID = `8:acs:${RESOURCE}_${USER}`;
/** Stands in every token, to be looked for where no token may be. */
const CANARY = "TOKENCANARY";
/** What the SDK itself rejects with, uncaught, when a call is hung up while it connects (2.0.0). */
const SDK_REJECTIONS = ["webRtcSession cleanup", "1"];
/**
 * The sub-codes of a call hung up while it connects: by how far the SDK had come (2.0.0; 4501 was
 * seen on a busy machine). The code is 0 with both.
 */
const HUNG_UP_SUB_CODES = [0, 4501];
const HOUR_MS = 3_600_000;

/** A token in the form that ACS gives out; no key has signed it. */
function token(lifetime: number, scope = "voip"): IssuedToken {
  const expires_on_ms = Math.floor((Date.now() + lifetime) / 1000) * 1000;
  const part = (fields: object) => Buffer.from(JSON.stringify(fields)).toString("base64url");
  const claims = {
    skypeid: `acs:${RESOURCE}_${USER}`,
    scp: 1792,
    csi: "1700000000",
    exp: expires_on_ms / 1000,
    acsScope: scope,
    resourceId: RESOURCE,
    iat: expires_on_ms / 1000 - 24 * 3600,
  };
  const header = { alg: "RS256", kid: "test", typ: "JWT" };
  return {
    token: `${part(header)}.${part(claims)}.${CANARY}`,
    expires_on_ms,
    user_id: USER_ID,
  };
}

function dial(call: string) {
  return { type: "dial", call, number: "+14255550123", caller_id: "+14255550100" };
}

describe("the acs driver with the real SDK and no network", { concurrency: 4 }, () => {
  let servers: EngineServers;
  let browser: Browser;

  before(async () => {
    servers = await EngineServers.start();
    browser = await launch();
  });

  after(async () => {
    await browser.close();
    await servers.stop();
  });

  async function preparing(issued: IssuedToken, options?: EngineOptions): Promise<OpenedEngine> {
    const engine = await servers.open(browser, options);
    await engine.send({ type: "load", driver: "acs" });
    await engine.event("preparing");
    await engine.send({ type: "prepare", driver: "acs", token: issued });
    return engine;
  }

  it("never takes the agent for a connection, ends calls with the network error, hangs up", async () => {
    const engine = await preparing(token(HOUR_MS));
    await engine.event("ready");
    assert.deepEqual(
      engine.events
        .filter(({ type }) => type !== "devices")
        .map((event) => ("step" in event ? event.step : event.type)),
      ["loaded", "loading_driver", "connecting_service", "connection", "ready"],
    );
    await engine.event("connection", ({ connected }) => !connected);

    await engine.send(dial("1"));
    assert.deepEqual(await engine.end("1"), { code: 490, sub_code: 4525, problem: null });
    assert.deepEqual(engine.ofCall("1"), ["connecting", "call_ended"]);

    await engine.send(dial("2"));
    await engine.state("2", "connecting");
    await engine.send({ type: "mute", call: "2", muted: true });
    await engine.send({ type: "hold", call: "2", held: true });
    await engine.event("control_failed", ({ control }) => control === "hold");
    await engine.send({ type: "hang_up", call: "2" });
    const { sub_code, ...hungUp } = await engine.end("2");
    assert.deepEqual(hungUp, { code: 0, problem: null });
    assert.ok(HUNG_UP_SUB_CODES.includes(sub_code), `sub_code ${sub_code}`);
    assert.deepEqual(
      engine.ofCall("2").filter((it) => it !== "muted" && it !== "hold failed"),
      ["connecting", "disconnecting", "call_ended"],
    );

    await engine.send(dial("3"));
    assert.deepEqual(await engine.end("3"), { code: 490, sub_code: 4525, problem: null });
    assert.ok(engine.events.every((event) => event.type !== "connection" || !event.connected));
    assert.ok(!engine.console.some((line) => line.includes(CANARY)));
    assert.ok(!JSON.stringify(engine.events).includes(CANARY));
    await engine.close(SDK_REJECTIONS);
  });

  it("tells of the devices, and uses the one that is chosen", async () => {
    const engine = await preparing(token(HOUR_MS));
    await engine.event("ready");
    await engine.send(dial("1"));
    const { devices } = await engine.event("devices", (it) => it.devices.microphones.length > 1);
    const other = devices.microphones.find(({ id }) => id !== devices.microphone);
    assert.ok(other);
    await engine.send({ type: "choose_device", role: "microphone", device: other.id });
    await engine.event("devices", (it) => it.devices.microphone === other.id);
    await engine.end("1");
    await engine.close(SDK_REJECTIONS);
  });

  it("hangs up a call that waits for it, at once, and dials the next when ready", async () => {
    const engine = await preparing(token(HOUR_MS));
    await engine.event("preparing", ({ step }) => step === "connecting_service");
    await engine.send(dial("1"));
    await engine.send({ type: "hang_up", call: "1" });
    assert.deepEqual(await engine.end("1"), { code: 0, sub_code: 0, problem: null });
    assert.deepEqual(engine.ofCall("1"), ["call_ended"]);
    await engine.send(dial("2"));
    assert.deepEqual(await engine.end("2"), { code: 490, sub_code: 4525, problem: null });
    await engine.close();
  });

  it("asks for a token in place of one that has ended, until it gets one", async () => {
    const engine = await preparing(token(-HOUR_MS));
    await engine.event("token_wanted");
    const before = engine.events.length;
    await engine.send({ type: "renew_token", token: null });
    await engine.event("token_wanted", () => true, before);
    await engine.send({ type: "renew_token", token: token(HOUR_MS) });
    await engine.event("ready");
    await engine.close();
  });

  it("asks ten minutes before its token ends, and again while there is none to be had", async () => {
    const engine = await preparing(token(605_000));
    await engine.event("token_wanted");
    const before = engine.events.length;
    await engine.send({ type: "renew_token", token: null });
    await engine.event("token_wanted", () => true, before);
    // The SDK's credential asks at the same time; it must find the engine patient, not rejecting.
    await engine.event("ready");
    await engine.close();
  });

  it("says so when the token is not for calls", async () => {
    const engine = await preparing(token(HOUR_MS, "chat"));
    const { problem, detail } = await engine.event("failed");
    assert.equal(problem, "token_refused");
    assert.equal(detail, "createCallAgent: 401/44113");
    await engine.close();
  });

  it("says so when the microphone is denied", async () => {
    const engine = await preparing(token(HOUR_MS), { microphone: "denied" });
    await engine.send(dial("1"));
    assert.deepEqual(await engine.end("1"), {
      code: 400,
      sub_code: 40613,
      problem: "microphone_denied",
    });
    await engine.event("preparing", ({ step }) => step === "asking_microphone");
    await engine.close();
  });

  it("says so when there is no microphone", async () => {
    const without = await launch({ hasMicrophone: false });
    const engine = await servers.open(without);
    await engine.send({ type: "prepare", driver: "acs", token: token(HOUR_MS) });
    await engine.send(dial("1"));
    const { problem } = await engine.end("1");
    assert.equal(problem, "no_microphone");
    await without.close();
  });

  it("tells a missing SDK from a broken one", async () => {
    const missing = await preparing(token(HOUR_MS), { variant: "without-sdk" });
    assert.equal((await missing.event("failed")).problem, "sdk_missing");
    await missing.send(dial("1"));
    assert.equal((await missing.end("1")).problem, "sdk_missing");
    await missing.close();

    const broken = await preparing(token(HOUR_MS), { variant: "with-broken-sdk" });
    assert.equal((await broken.event("failed")).problem, "sdk_failed");
    await broken.close();
  });
});
