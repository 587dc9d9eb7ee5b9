import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CallState as SdkCallState, StartCallOptions } from "@azure/communication-calling";
import type { PhoneNumberIdentifier } from "@azure/communication-common";
import { AcsCall, type SdkAgent, type SdkCall } from "../src/acs/call.ts";
import { DriverFailure } from "../src/driver.ts";
import type { EndReason } from "../src/protocol.ts";
import { Deferred, settled } from "./settling.ts";

/** A call in the shape of the SDK's own typings, for the states that need the phone network. */
class ScriptedSdkCall implements SdkCall {
  state: SdkCallState = "None";
  callEndReason: { code: number; subCode: number } = { code: 0, subCode: 0 };
  readonly hangUps: boolean[] = [];
  readonly tones: string[] = [];
  silenced = 0;
  dtmfFails = false;
  #listeners = new Set<() => void>();

  on(_event: "stateChanged", listener: () => void): void {
    this.#listeners.add(listener);
  }

  off(_event: "stateChanged", listener: () => void): void {
    this.#listeners.delete(listener);
  }

  async hangUp({ forEveryone }: { forEveryone: boolean }): Promise<void> {
    this.hangUps.push(forEveryone);
  }

  async sendDtmf(tone: string): Promise<void> {
    if (this.dtmfFails) {
      throw new Error("400/41022");
    }
    this.tones.push(tone);
  }

  async mute(): Promise<void> {
    this.silenced += 1;
  }

  async muteIncomingAudio(): Promise<void> {
    this.silenced += 1;
  }

  become(state: SdkCallState): void {
    this.state = state;
    for (const listener of this.#listeners) {
      listener();
    }
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

function start(allowMicrophone: () => Promise<void> = async () => undefined) {
  const sdkCall = new ScriptedSdkCall();
  const started: [PhoneNumberIdentifier[], StartCallOptions][] = [];
  const agent: SdkAgent = {
    startCall: (to, options) => {
      started.push([to, options]);
      return sdkCall;
    },
  };
  const heard: unknown[] = [];
  const ends: EndReason[] = [];
  const call = new AcsCall(
    agent,
    { number: "+14255550123", callerId: "+14255550100" },
    {
      state: (state) => heard.push(state),
      ended: (reason) => ends.push(reason),
      audioLevel: (level) => heard.push(level),
      dtmfSent: (tone) => heard.push(tone),
    },
    allowMicrophone,
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
      startCall: () => {
        throw Object.assign(new Error("…"), { code: 422, subCode: 44000 });
      },
    };
    const listener = {
      state: () => undefined,
      ended: (reason: EndReason) => ends.push(reason),
      audioLevel: () => undefined,
      dtmfSent: () => undefined,
    };
    new AcsCall(agent, { number: "+14255550123", callerId: null }, listener, async () => undefined);
    await settled();
    assert.deepEqual(ends, [{ code: 422, sub_code: 44000, problem: null }]);
  });

  it("hangs up for everyone", async () => {
    const { call, sdkCall } = start();
    await settled();
    call.hangUp();
    assert.deepEqual(sdkCall.hangUps, [true]);
  });

  it("reports a tone only when it was sent, and sends none before the answer", async () => {
    const { call, sdkCall, heard } = start();
    await settled();
    sdkCall.become("Ringing");
    call.sendDtmf("Num1");
    sdkCall.become("Connected");
    call.sendDtmf("Num2");
    await settled();
    sdkCall.dtmfFails = true;
    call.sendDtmf("Num3");
    await settled();
    assert.deepEqual(sdkCall.tones, ["Num2"]);
    assert.deepEqual(heard, ["ringing", "connected", "Num2"]);
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
