import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CallState as SdkCallState, StartCallOptions } from "@azure/communication-calling";
import type { PhoneNumberIdentifier } from "@azure/communication-common";
import { AcsCall } from "../src/acs/call.ts";
import type { SdkAgent } from "../src/acs/sdk.ts";
import { DriverFailure } from "../src/driver.ts";
import type { EndReason } from "../src/protocol.ts";
import { FakeCall, FakeSdk } from "./fake-sdk.ts";
import { Deferred, settled } from "./settling.ts";

const FEATURES = new FakeSdk().sdk.Features;

/** The fake's call without a far end: it does only what a test tells it to. */
class ScriptedSdkCall extends FakeCall {
  readonly hangUps: unknown[] = [];
  readonly tones: string[] = [];
  silenced = 0;
  dtmfFails = false;

  constructor() {
    super(null);
  }

  override async hangUp(options: unknown): Promise<void> {
    this.hangUps.push(options);
  }

  override async sendDtmf(tone: string): Promise<void> {
    if (this.dtmfFails) {
      throw new Error("400/41022");
    }
    this.tones.push(tone);
  }

  override async mute(): Promise<void> {
    this.silenced += 1;
  }

  override async muteIncomingAudio(): Promise<void> {
    this.silenced += 1;
  }
}

function listenerTo(heard: unknown[], ends: EndReason[]) {
  return {
    state: (state: unknown) => heard.push(state),
    ended: (reason: EndReason) => ends.push(reason),
    audioLevel: (level: unknown) => heard.push(level),
    muted: (muted: unknown) => heard.push({ muted }),
    diagnostic: (diagnostic: unknown, active: unknown) => heard.push([diagnostic, active]),
    stats: () => undefined,
  };
}

function start(allowMicrophone: () => Promise<void> = async () => undefined) {
  const sdkCall = new ScriptedSdkCall();
  const started: [PhoneNumberIdentifier[], StartCallOptions][] = [];
  const agent: SdkAgent = {
    connectionState: "Connected",
    on: () => undefined,
    startCall: (to, options) => {
      started.push([to, options]);
      return sdkCall;
    },
  };
  const heard: unknown[] = [];
  const ends: EndReason[] = [];
  const call = new AcsCall(
    { number: "+14255550123", callerId: "+14255550100" },
    listenerTo(heard, ends),
    { agent, features: FEATURES, allowMicrophone },
  );
  return { call, sdkCall, started, heard, ends };
}

describe("an ACS call", () => {
  it("is started with the number and the caller ID, and follows every state of the SDK", async () => {
    const { sdkCall, started, heard, ends } = start();
    await settled();
    assert.deepEqual(started, [
      [[{ phoneNumber: "+14255550123" }], { alternateCallerId: { phoneNumber: "+14255550100" } }],
    ]);
    const states: SdkCallState[] = [
      "Connecting",
      "Connecting",
      "Ringing",
      "EarlyMedia",
      "Connected",
      "LocalHold",
      "RemoteHold",
      "Connected",
      "Disconnecting",
    ];
    for (const state of states) {
      sdkCall.become(state);
    }
    sdkCall.callEndReason = { code: 486, subCode: 560486 };
    sdkCall.become("Disconnected");
    sdkCall.become("Disconnected");
    assert.deepEqual(heard, [
      "connecting",
      "ringing",
      "early_media",
      "connected",
      "local_hold",
      "remote_hold",
      "connected",
      "disconnecting",
    ]);
    assert.deepEqual(ends, [{ code: 486, sub_code: 560486, problem: null }]);
  });

  it("is not started when the microphone is denied, or it was hung up before", async () => {
    const denied = start(() => Promise.reject(new DriverFailure("microphone_denied", "")));
    await settled();
    assert.deepEqual(denied.ends, [{ code: 400, sub_code: 40613, problem: "microphone_denied" }]);
    assert.equal(denied.started.length, 0);

    const prompt = new Deferred<void>();
    const left = start(() => prompt.promise);
    left.call.hangUp();
    await settled();
    assert.deepEqual(left.ends, [{ code: 0, sub_code: 0, problem: null }]);
    prompt.resolve();
    await settled();
    assert.equal(left.started.length, 0);
    assert.equal(left.ends.length, 1);
  });

  it("ends with the SDK's codes when the SDK refuses to start it", async () => {
    const ends: EndReason[] = [];
    const agent: SdkAgent = {
      connectionState: "Connected",
      on: () => undefined,
      startCall: () => {
        throw Object.assign(new Error("…"), { code: 422, subCode: 44000 });
      },
    };
    new AcsCall({ number: "+14255550123", callerId: null }, listenerTo([], ends), {
      agent,
      features: FEATURES,
      allowMicrophone: async () => undefined,
    });
    await settled();
    assert.deepEqual(ends, [{ code: 422, sub_code: 44000, problem: null }]);
  });

  it("hangs up for everyone", async () => {
    const { call, sdkCall } = start();
    await settled();
    call.hangUp();
    assert.deepEqual(sdkCall.hangUps, [{ forEveryone: true }]);
  });

  it("sends a tone once answered, and rejects what was not sent", async () => {
    const { call, sdkCall } = start();
    await settled();
    sdkCall.become("Ringing");
    await assert.rejects(call.sendDtmf("Num1"));
    sdkCall.become("Connected");
    await call.sendDtmf("Num2");
    sdkCall.dtmfFails = true;
    await assert.rejects(call.sendDtmf("Num3"));
    assert.deepEqual(sdkCall.tones, ["Num2"]);
  });

  it("says one thing of two diagnostics of the SDK that mean the same", async () => {
    const { sdkCall, heard } = start();
    await settled();
    const { media, network } = sdkCall.diagnostics;
    media.become("microphoneNotFunctioning", true);
    media.become("microphoneNotMuteButSilent", true);
    media.become("microphoneNotFunctioning", false);
    network.become("networkReceiveQuality", 1);
    network.become("networkReceiveQuality", 3);
    media.become("cameraFreeze", true);
    media.become("microphoneNotMuteButSilent", false);
    assert.deepEqual(heard, [
      ["microphone_silent", true],
      ["receiving_poorly", true],
      ["microphone_silent", false],
    ]);
  });

  it("falls silent both ways when it is let go before the SDK has ended it", async () => {
    const { call, sdkCall, heard, ends } = start();
    await settled();
    sdkCall.become("Connected");
    call.hangUp();
    call.dispose();
    sdkCall.become("Disconnected");
    assert.equal(sdkCall.silenced, 2);
    assert.equal(sdkCall.listeners, 0);
    assert.equal(sdkCall.diagnostics.media.listeners, 0);
    assert.deepEqual([heard, ends], [["connected"], []]);
  });

  it("is not touched any more when it has ended", async () => {
    const { call, sdkCall } = start();
    await settled();
    sdkCall.become("Disconnected");
    call.dispose();
    assert.equal(sdkCall.silenced, 0);
    assert.equal(sdkCall.listeners, 0);
  });
});
