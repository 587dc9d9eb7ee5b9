import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CallState as SdkCallState } from "@azure/communication-calling";
import { AcsCall } from "../src/acs/call.ts";
import { DriverFailure, TransferRefused } from "../src/driver.ts";
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
  const done: string[] = [];
  const origin = {
    open: () => {
      done.push("opened");
      return sdkCall;
    },
    leave: () => done.push("left"),
  };
  const heard: unknown[] = [];
  const ends: EndReason[] = [];
  const call = new AcsCall(origin, listenerTo(heard, ends), {
    features: FEATURES,
    allowMicrophone,
  });
  return { call, sdkCall, done, heard, ends };
}

describe("an ACS call", () => {
  it("is opened once the microphone is allowed, and follows every state of the SDK", async () => {
    const { sdkCall, done, heard, ends } = start();
    await settled();
    assert.deepEqual(done, ["opened"]);
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

  it("is left when the microphone is denied, or it was hung up before", async () => {
    const denied = start(() => Promise.reject(new DriverFailure("microphone_denied", "")));
    await settled();
    assert.deepEqual(denied.ends, [{ code: 400, sub_code: 40613, problem: "microphone_denied" }]);
    assert.deepEqual(denied.done, ["left"]);

    const prompt = new Deferred<void>();
    const left = start(() => prompt.promise);
    left.call.hangUp();
    await settled();
    assert.deepEqual(left.ends, [{ code: 0, sub_code: 0, problem: null }]);
    prompt.resolve();
    await settled();
    assert.deepEqual(left.done, ["left"]);
    assert.equal(left.ends.length, 1);
  });

  it("ends with the SDK's codes when the SDK refuses to start it", async () => {
    const ends: EndReason[] = [];
    const refuse = () => {
      throw Object.assign(new Error("…"), { code: 422, subCode: 44000 });
    };
    new AcsCall({ open: refuse, leave: () => undefined }, listenerTo([], ends), {
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

  it("is hung up and silenced when it is let go while the SDK accepts it", async () => {
    const accepting = new Deferred<ScriptedSdkCall>();
    const call = new AcsCall(
      { open: () => accepting.promise, leave: () => undefined },
      listenerTo([], []),
      { features: FEATURES, allowMicrophone: async () => undefined },
    );
    await settled();
    call.hangUp();
    call.dispose();
    const sdkCall = new ScriptedSdkCall();
    accepting.resolve(sdkCall);
    await settled();
    assert.deepEqual(sdkCall.hangUps, [{ forEveryone: true }]);
    assert.equal(sdkCall.silenced, 2);
  });

  it("hands the other side on to a number or another call, and says why it was refused", async () => {
    const { call, sdkCall } = start();
    const other = start();
    await settled();
    sdkCall.become("LocalHold");
    other.sdkCall.become("Connected");
    await call.transfer({ kind: "number", number: "+14255550150" });
    await call.transfer({ kind: "call", call: other.call });
    assert.deepEqual(sdkCall.transfers.targets, [
      { targetParticipant: { phoneNumber: "+14255550150" } },
      { targetCallId: other.sdkCall.id },
    ]);
    await assert.rejects(
      call.transfer({ kind: "number", number: "+19075550191" }),
      (error: unknown) => error instanceof TransferRefused && error.reason.code === 486,
    );
  });

  it("tells how loud the other side is, until it is let go", async () => {
    const { call, sdkCall, heard } = start();
    await settled();
    sdkCall.become("Connected");
    const volume = sdkCall.beHeard();
    await settled();
    volume.become(40);
    volume.become(300);
    call.dispose();
    volume.become(10);
    assert.deepEqual(heard, ["connected", 0.4, 1]);
    assert.equal(volume.listeners, 0);
  });
});
