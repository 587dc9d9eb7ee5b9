import type { DtmfTone, EngineCommand, IssuedToken } from "./protocol.ts";

/** E.164, as `pagedial-protocol` has it: `+` and 7 to 15 digits, the first not 0. */
const E164 = /^\+[1-9][0-9]{6,14}$/;

/** The keys of a keypad. A record, so that the compiler notices a tone that is missing here. */
const TONES: Readonly<Record<DtmfTone, true>> = {
  Num0: true,
  Num1: true,
  Num2: true,
  Num3: true,
  Num4: true,
  Num5: true,
  Num6: true,
  Num7: true,
  Num8: true,
  Num9: true,
  Star: true,
  Pound: true,
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads what came over the port. `null` for everything that is not a command: the engine ignores
 * it, since no answer could be matched to it.
 *
 * The result holds the known fields alone. Absent and `null` are the same, because the dialer's
 * serializer writes `None` as either.
 */
export function parseCommand(data: unknown): EngineCommand | null {
  const fields = asFields(data);
  if (fields === null) {
    return null;
  }
  switch (fields.type) {
    case "prepare":
      return parsePrepare(fields);
    case "renew_token":
      return parseRenewToken(fields);
    case "dial":
      return parseDial(fields);
    case "hang_up": {
      const call = asCallId(fields.call);
      return call === null ? null : { type: "hang_up", call };
    }
    case "send_dtmf":
      return parseSendDtmf(fields);
    default:
      return null;
  }
}

function parsePrepare(fields: Fields): EngineCommand | null {
  const driver = fields.driver;
  const token = asToken(fields.token);
  if ((driver !== "acs" && driver !== "loopback") || token === null) {
    return null;
  }
  return { type: "prepare", driver, token };
}

function parseRenewToken(fields: Fields): EngineCommand | null {
  if (isAbsent(fields.token)) {
    return { type: "renew_token", token: null };
  }
  const token = asToken(fields.token);
  return token === null ? null : { type: "renew_token", token };
}

function parseDial(fields: Fields): EngineCommand | null {
  const call = asCallId(fields.call);
  const number = asE164(fields.number);
  const callerId = isAbsent(fields.caller_id) ? null : asE164(fields.caller_id);
  const callerIdIsBad = callerId === null && !isAbsent(fields.caller_id);
  if (call === null || number === null || callerIdIsBad) {
    return null;
  }
  return { type: "dial", call, number, caller_id: callerId };
}

function parseSendDtmf(fields: Fields): EngineCommand | null {
  const call = asCallId(fields.call);
  const tone = fields.tone;
  return call === null || !isTone(tone) ? null : { type: "send_dtmf", call, tone };
}

function asFields(data: unknown): Fields | null {
  return typeof data === "object" && data !== null ? (data as Fields) : null;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function asCallId(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function asE164(value: unknown): string | null {
  return typeof value === "string" && E164.test(value) ? value : null;
}

function isTone(value: unknown): value is DtmfTone {
  return typeof value === "string" && Object.hasOwn(TONES, value);
}

function asToken(value: unknown): IssuedToken | null {
  const fields = asFields(value);
  if (fields === null) {
    return null;
  }
  const { token, expires_on_ms, user_id } = fields;
  const isWhole =
    typeof token === "string" &&
    token.trim() !== "" &&
    typeof expires_on_ms === "number" &&
    Number.isSafeInteger(expires_on_ms) &&
    typeof user_id === "string";
  return isWhole ? { token, expires_on_ms, user_id } : null;
}
