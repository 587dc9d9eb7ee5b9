// What every driver owes the dialer. Each driver is put behind a `Rig` and has to pass all of it.
import assert from "node:assert/strict";
import { it } from "node:test";
import type { EngineCommand, IssuedToken } from "../src/protocol.ts";
import type { Heard } from "./heard.ts";

/** A prepared engine on one driver, and the strings by which a test pulls at its surroundings. */
export interface Rig {
  readonly heard: Heard;
  send(command: EngineCommand): Promise<void>;
  /** Pulls all microphones out, or plugs them in again. */
  plugMicrophones(there: boolean): Promise<void>;
  /** Takes the network away, or brings it back. */
  setNetwork(there: boolean): Promise<void>;
  close(): Promise<void>;
}

/** A token that lasts beyond every test. */
export const TOKEN: IssuedToken = {
  token: "unused",
  expires_on_ms: 4_102_444_800_000,
  user_id: "8:acs:test",
};

const ANSWERING = "+14255550123";
const CALL = "1";

/** The practice numbers and how a call to each goes: `src/loopback/behaviour.ts`. */
const ENDS: readonly [string, string, string[], number, number][] = [
  ["busy", "+19075550191", [], 486, 560486],
  ["no answer", "+19075550192", ["ringing"], 480, 560480],
  ["declined", "+19075550193", ["ringing"], 603, 560603],
  ["a failure of the service", "+19075550194", [], 500, 560500],
  ["the other side's hang-up", "+19075550195", ["ringing", "connected"], 0, 560000],
  ["no such number", "+19075550196", [], 404, 560404],
  ["no way for the media", "+19075550197", ["ringing"], 410, 531004],
  ["no network", "+19075550198", [], 490, 4525],
  ["a caller ID that is blocked", "+19075550199", [], 403, 510403],
];

/** Registers the contract's tests for the driver that `open` prepares, without microphone prompt. */
export function itKeepsTheContract(open: (token: IssuedToken) => Promise<Rig>): void {
  const onRig =
    (scene: (rig: Rig) => Promise<void>, token = TOKEN) =>
    async () => {
      const rig = await open(token);
      try {
        await scene(rig);
      } finally {
        await rig.close();
      }
    };
  const dial = (rig: Rig, number: string) =>
    rig.send({ type: "dial", call: CALL, number, caller_id: "+14255550100" });
  const hangUp = async (rig: Rig) => {
    await rig.send({ type: "hang_up", call: CALL });
    return rig.heard.end(CALL);
  };
  const mute = (rig: Rig, muted: boolean) => rig.send({ type: "mute", call: CALL, muted });
  const hold = (rig: Rig, held: boolean) => rig.send({ type: "hold", call: CALL, held });
  const diagnostic = (rig: Rig, name: string, active: boolean, from = 0) =>
    rig.heard.event("diagnostic", (it) => it.diagnostic === name && it.active === active, from);
  const talking = async (rig: Rig) => {
    await dial(rig, ANSWERING);
    await rig.heard.state(CALL, "connected");
  };

  it(
    "rings, connects, hangs up for everyone, and says nothing of the call afterwards",
    onRig(async (rig) => {
      await talking(rig);
      assert.deepEqual(await hangUp(rig), { code: 0, sub_code: 0, problem: null });
      const states = ["connecting", "ringing", "connected", "disconnecting", "call_ended"];
      assert.deepEqual(rig.heard.ofCall(CALL), states);
      await rig.send({ type: "mute", call: CALL, muted: true });
      await rig.send({ type: "ping", beat: 7 });
      await rig.heard.event("pong", ({ beat }) => beat === 7);
      assert.deepEqual(rig.heard.ofCall(CALL), states);
    }),
  );

  for (const [name, number, states, code, sub_code] of ENDS) {
    it(
      `ends by itself: ${name}`,
      onRig(async (rig) => {
        await dial(rig, number);
        assert.deepEqual(await rig.heard.end(CALL), { code, sub_code, problem: null });
        assert.deepEqual(rig.heard.ofCall(CALL), ["connecting", ...states, "call_ended"]);
      }),
    );
  }

  it(
    "wants the next token before its own ends, and a call goes on meanwhile",
    onRig(
      async (rig) => {
        await rig.heard.event("token_wanted");
        await talking(rig);
        await rig.send({ type: "renew_token", token: TOKEN });
        assert.deepEqual(await hangUp(rig), { code: 0, sub_code: 0, problem: null });
        const wishes = rig.heard.events.filter(({ type }) => type === "token_wanted");
        assert.equal(wishes.length, 1);
      },
      { ...TOKEN, expires_on_ms: Date.now() + 60_000 },
    ),
  );

  it(
    "calls what plays back what it hears, with no number",
    onRig(async (rig) => {
      await rig.send({ type: "dial_echo", call: CALL });
      await rig.heard.state(CALL, "connected");
      await rig.heard.event("audio_level", ({ level }) => level > 0);
      assert.deepEqual(await hangUp(rig), { code: 0, sub_code: 0, problem: null });
    }),
  );

  it(
    "hangs up while it rings",
    onRig(async (rig) => {
      await dial(rig, "+19075550190");
      await rig.heard.state(CALL, "ringing");
      assert.deepEqual(await hangUp(rig), { code: 0, sub_code: 0, problem: null });
    }),
  );

  it(
    "mutes and unmutes, before the answer too, says how it is, and notices who talks while muted",
    onRig(async (rig) => {
      await dial(rig, ANSWERING);
      await rig.heard.state(CALL, "ringing");
      await mute(rig, true);
      await rig.heard.event("muted", ({ muted }) => muted);
      await rig.heard.state(CALL, "connected");
      await diagnostic(rig, "speaking_while_muted", true);
      const before = rig.heard.events.length;
      await mute(rig, false);
      await rig.heard.event("muted", ({ muted }) => !muted);
      await diagnostic(rig, "speaking_while_muted", false, before);
      await hangUp(rig);
    }),
  );

  it(
    "holds and takes up again, sends no tones meanwhile, and can't hold before the answer",
    onRig(async (rig) => {
      await dial(rig, ANSWERING);
      await rig.heard.state(CALL, "ringing");
      await hold(rig, true);
      await rig.heard.event("control_failed", ({ control }) => control === "hold");
      await rig.heard.state(CALL, "connected");
      await hold(rig, true);
      await rig.heard.state(CALL, "local_hold");
      await rig.send({ type: "send_dtmf", call: CALL, steps: [{ type: "tone", tone: "Num1" }] });
      await rig.heard.event("control_failed", ({ control }) => control === "dtmf");
      const before = rig.heard.events.length;
      await hold(rig, false);
      await rig.heard.state(CALL, "connected", before);
      await hangUp(rig);
      assert.ok(!rig.heard.ofCall(CALL).includes("Num1"));
    }),
  );

  it(
    "tells of the other side's hold and of its end",
    onRig(async (rig) => {
      await dial(rig, "+19075550180");
      await rig.heard.state(CALL, "remote_hold");
      const before = rig.heard.events.length;
      await rig.heard.state(CALL, "connected", before);
      await hangUp(rig);
    }),
  );

  it(
    "sends a sequence of tones with its pauses, in order, and the next one after it",
    onRig(async (rig) => {
      await talking(rig);
      const tone = (tone: "Num1" | "Num2" | "Num3" | "Pound") => ({ type: "tone", tone }) as const;
      const steps = [tone("Num1"), { type: "pause" } as const, tone("Num2")];
      const start = performance.now();
      await rig.send({ type: "send_dtmf", call: CALL, steps });
      await rig.send({ type: "send_dtmf", call: CALL, steps: [tone("Num3"), tone("Pound")] });
      await rig.heard.event("dtmf_sent", ({ tone }) => tone === "Pound");
      assert.ok(performance.now() - start >= 2_000, "the pause was left out");
      await hangUp(rig);
      const tones = rig.heard.events.flatMap((it) => (it.type === "dtmf_sent" ? [it.tone] : []));
      assert.deepEqual(tones, ["Num1", "Num2", "Num3", "Pound"]);
    }),
  );

  const incoming = async (rig: Rig, from: number) => {
    const { call, caller } = await rig.heard.event("incoming", () => true, from);
    return { call, caller };
  };
  const NORMAL_END = { code: 0, sub_code: 0, problem: null };

  it(
    "announces a call that comes in, answers it, and ends it once",
    onRig(async (rig) => {
      await dial(rig, "+19075550181");
      await rig.heard.end(CALL);
      const { call, caller } = await incoming(rig, 0);
      assert.equal(caller, "+19075550181");
      await rig.send({ type: "accept", call });
      await rig.heard.state(call, "connected");
      await rig.send({ type: "hang_up", call });
      assert.deepEqual(await rig.heard.end(call), NORMAL_END);
      assert.deepEqual(rig.heard.ofCall(call), [
        "connecting",
        "connected",
        "disconnecting",
        "call_ended",
      ]);
    }),
  );

  it(
    "turns a call away that comes in with its number withheld, and says nothing of it afterwards",
    onRig(async (rig) => {
      await dial(rig, "+19075550185");
      await rig.heard.end(CALL);
      const { call, caller } = await incoming(rig, 0);
      assert.equal(caller, null);
      await rig.send({ type: "hang_up", call });
      assert.deepEqual(await rig.heard.end(call), { code: 603, sub_code: 0, problem: null });
      await rig.send({ type: "accept", call });
      await rig.send({ type: "ping", beat: 8 });
      await rig.heard.event("pong", ({ beat }) => beat === 8);
      assert.deepEqual(rig.heard.ofCall(call), ["call_ended"]);
    }),
  );

  it(
    "tells of a caller who gives up",
    onRig(async (rig) => {
      await dial(rig, "+19075550184");
      const { call } = await incoming(rig, 0);
      assert.deepEqual(await rig.heard.end(call), { code: 487, sub_code: 540487, problem: null });
      assert.deepEqual(rig.heard.ofCall(call), ["call_ended"]);
    }),
  );

  it(
    "answers a second call only beside a held one, and lets the two change places",
    onRig(async (rig) => {
      await dial(rig, "+19075550182");
      await rig.heard.state(CALL, "connected");
      const { call } = await incoming(rig, 0);
      await hold(rig, true);
      await rig.heard.state(CALL, "local_hold");
      await rig.send({ type: "accept", call });
      await rig.heard.state(call, "connected");
      // Never two at once, whoever asks for it.
      await hold(rig, false);
      await rig.heard.event("control_failed", ({ control }) => control === "hold");
      await rig.send({ type: "hold", call, held: true });
      await rig.heard.state(call, "local_hold");
      const before = rig.heard.events.length;
      await hold(rig, false);
      await rig.heard.state(CALL, "connected", before);
      await hangUp(rig);
      await rig.send({ type: "hang_up", call });
      assert.deepEqual(await rig.heard.end(call), NORMAL_END);
    }),
  );

  it(
    "makes no second call beside one that can be heard",
    onRig(async (rig) => {
      await talking(rig);
      await rig.send({ type: "dial", call: "2", number: ANSWERING, caller_id: "+14255550100" });
      assert.deepEqual(await rig.heard.end("2"), { code: 409, sub_code: 0, problem: null });
      await hangUp(rig);
    }),
  );

  it(
    "hands the other side on to a number that takes it, and goes on with one that does not",
    onRig(async (rig) => {
      await talking(rig);
      const to = (number: string) =>
        rig.send({ type: "transfer", call: CALL, to: { type: "number", number } });
      await to("+19075550191");
      const { reason } = await rig.heard.event("transfer_failed");
      assert.deepEqual(reason, { code: 486, sub_code: 560486, problem: null });
      assert.ok(!rig.heard.ofCall(CALL).includes("call_ended"));
      await to("+14255550150");
      await rig.heard.event("transferred", ({ call }) => call === CALL);
      await hangUp(rig);
    }),
  );

  it(
    "connects the other sides of a held call and of another one",
    onRig(async (rig) => {
      await talking(rig);
      await hold(rig, true);
      await rig.heard.state(CALL, "local_hold");
      await rig.send({ type: "dial", call: "2", number: ANSWERING, caller_id: "+14255550100" });
      await rig.heard.state("2", "connected");
      await rig.send({ type: "transfer", call: CALL, to: { type: "call", call: "2" } });
      await rig.heard.event("transferred", ({ call }) => call === CALL);
      await hangUp(rig);
      await rig.send({ type: "hang_up", call: "2" });
      await rig.heard.end("2");
    }),
  );

  it(
    "tells of the devices and uses the one that is chosen, in a call too",
    onRig(async (rig) => {
      await talking(rig);
      const { devices } = await rig.heard.event(
        "devices",
        (it) => it.devices.microphones.length > 1,
      );
      const other = devices.microphones.find(({ id }) => id !== devices.microphone);
      assert.ok(other);
      await rig.send({ type: "choose_device", role: "microphone", device: "no such device" });
      await rig.send({ type: "choose_device", role: "microphone", device: other.id });
      await rig.heard.event("devices", (it) => it.devices.microphone === other.id);
      await hangUp(rig);
    }),
  );

  it(
    "goes on without a microphone, says so, and takes one that is plugged in",
    onRig(async (rig) => {
      await talking(rig);
      await rig.plugMicrophones(false);
      await diagnostic(rig, "no_microphone", true);
      await rig.heard.event("devices", (it) => it.devices.microphones.length === 0);
      const before = rig.heard.events.length;
      await rig.plugMicrophones(true);
      await diagnostic(rig, "no_microphone", false, before);
      await rig.heard.event("devices", (it) => it.devices.microphones.length > 0, before);
      assert.deepEqual(await hangUp(rig), { code: 0, sub_code: 0, problem: null });
    }),
  );

  it(
    "tells of a network that goes and comes back",
    onRig(async (rig) => {
      await talking(rig);
      await rig.setNetwork(false);
      await diagnostic(rig, "no_network", true);
      await rig.setNetwork(true);
      await diagnostic(rig, "no_network", false);
      await hangUp(rig);
    }),
  );

  it(
    "measures how loud the other side is and how the voice travels",
    onRig(async (rig) => {
      await talking(rig);
      const { level } = await rig.heard.event("audio_level", ({ level }) => level > 0);
      assert.ok(level <= 1);
      const { stats } = await rig.heard.event("stats", ({ stats }) => stats.round_trip_ms !== null);
      assert.ok(stats.round_trip_ms !== null && stats.round_trip_ms >= 0);
      assert.ok(stats.lost === null || (stats.lost >= 0 && stats.lost <= 1));
      await hangUp(rig);
    }),
  );
}
