import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseCommand } from "../src/command.ts";

const TOKEN = { token: "t", expires_on_ms: 1_800_000_000_000, user_id: "8:acs:test" };

describe("a command from the dialer", () => {
  it("is read with its known fields alone", () => {
    assert.deepEqual(parseCommand({ type: "prepare", driver: "acs", token: TOKEN, more: 1 }), {
      type: "prepare",
      driver: "acs",
      token: TOKEN,
      emergency_country: null,
    });
    assert.deepEqual(parseCommand({ type: "hang_up", call: "7" }), { type: "hang_up", call: "7" });
    for (const command of [
      {
        type: "send_dtmf",
        call: "7",
        steps: [{ type: "tone", tone: "Pound" }, { type: "pause" }],
      },
      { type: "load", driver: "acs" },
      { type: "prepare", driver: "acs", token: TOKEN, emergency_country: "US" },
      { type: "dial", call: "7", number: "911", caller_id: "+14255550100" },
      { type: "mute", call: "7", muted: true },
      { type: "hold", call: "7", held: false },
      { type: "accept", call: "7" },
      { type: "dial_echo", call: "7" },
      { type: "transfer", call: "7", to: { type: "number", number: "+14255550123" } },
      { type: "transfer", call: "7", to: { type: "call", call: "8" } },
      { type: "choose_device", role: "speaker", device: "s1" },
      { type: "set_volume", level: 0 },
      { type: "ping", beat: 1 },
    ]) {
      assert.deepEqual(parseCommand({ ...command, more: 1 }), command);
    }
  });

  it("may leave out what is optional, or say null", () => {
    const dial = { type: "dial", call: "7", number: "+14255550123", caller_id: null };
    assert.deepEqual(parseCommand(dial), dial);
    assert.deepEqual(parseCommand({ ...dial, caller_id: undefined }), dial);
    assert.deepEqual(parseCommand({ type: "renew_token" }), { type: "renew_token", token: null });
  });

  it("is refused when any part of it is wrong", () => {
    const dial = { type: "dial", call: "7", number: "+14255550123", caller_id: null };
    for (const data of [
      null,
      undefined,
      "hang_up",
      7,
      [],
      {},
      { type: "give_token" },
      { type: "constructor" },
      { type: "load" },
      { type: "load", driver: "sip" },
      { type: "prepare", driver: "sip", token: TOKEN },
      { type: "prepare", driver: "acs" },
      { type: "prepare", driver: "acs", token: TOKEN, emergency_country: "DE" },
      { ...dial, number: "110" },
      { ...dial, caller_id: "911" },
      { type: "transfer", call: "7", to: { type: "number", number: "911" } },
      { type: "prepare", driver: "acs", token: { ...TOKEN, token: " " } },
      { type: "prepare", driver: "acs", token: { ...TOKEN, expires_on_ms: "soon" } },
      { type: "prepare", driver: "acs", token: { ...TOKEN, expires_on_ms: Number.NaN } },
      { type: "renew_token", token: "t" },
      { ...dial, call: "" },
      { ...dial, call: 7 },
      { ...dial, number: "+911" },
      { ...dial, number: "+1 425 555 0123" },
      { ...dial, number: "+14255550123\n" },
      { ...dial, number: "+1234567890123456" },
      { ...dial, number: "+04255550123" },
      { ...dial, caller_id: "anonymous" },
      { type: "hang_up" },
      { type: "send_dtmf", call: "7" },
      { type: "send_dtmf", call: "7", steps: [{ type: "tone", tone: "A" }] },
      {
        type: "send_dtmf",
        call: "7",
        steps: [{ type: "pause" }, { type: "tone", tone: "toString" }],
      },
      { type: "mute", call: "7" },
      { type: "hold", call: "7", held: "yes" },
      { type: "accept" },
      { type: "transfer", call: "7" },
      { type: "transfer", call: "7", to: { type: "number", number: "911" } },
      { type: "transfer", call: "7", to: { type: "call" } },
      { type: "transfer", call: "7", to: { type: "voicemail", call: "8" } },
      { type: "choose_device", role: "camera", device: "c1" },
      { type: "set_volume", level: 1.1 },
      { type: "set_volume", level: Number.NaN },
      { type: "ping", beat: "1" },
    ]) {
      assert.equal(parseCommand(data), null, JSON.stringify(data));
    }
  });
});
