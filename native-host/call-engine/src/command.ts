import {
  type Driver,
  type DtmfStep,
  type DtmfTone,
  EMERGENCY_NUMBERS,
  type EmergencyCountry,
  type EngineCommand,
  type IssuedToken,
  type TransferTarget,
} from "./protocol.ts";

/** E.164, as `pagedial-protocol` has it: `+` and 7 to 15 digits, the first not 0. */
const E164 = /^\+[1-9][0-9]{6,14}$/;

/** Likewise a record. */
const EMERGENCY_COUNTRIES: Readonly<Record<EmergencyCountry, true>> = {
  AU: true,
  CA: true,
  DK: true,
  GB: true,
  PR: true,
  US: true,
};

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
    case "load":
      return isDriver(fields.driver) ? { type: "load", driver: fields.driver } : null;
    case "prepare":
      return parsePrepare(fields);
    case "renew_token":
      return parseRenewToken(fields);
    case "dial":
      return parseDial(fields);
    case "accept":
    case "dial_echo":
    case "hang_up": {
      const { type } = fields;
      const call = asCallId(fields.call);
      return call === null ? null : { type, call };
    }
    case "send_dtmf":
      return parseSendDtmf(fields);
    case "mute": {
      const { muted } = fields;
      const call = asCallId(fields.call);
      return call === null || typeof muted !== "boolean" ? null : { type: "mute", call, muted };
    }
    case "hold": {
      const { held } = fields;
      const call = asCallId(fields.call);
      return call === null || typeof held !== "boolean" ? null : { type: "hold", call, held };
    }
    case "transfer": {
      const call = asCallId(fields.call);
      const to = asTransferTarget(fields.to);
      return call === null || to === null ? null : { type: "transfer", call, to };
    }
    case "choose_device":
      return parseChooseDevice(fields);
    case "set_volume": {
      const { level } = fields;
      const isLevel = typeof level === "number" && level >= 0 && level <= 1;
      return isLevel ? { type: "set_volume", level } : null;
    }
    case "ping": {
      const { beat } = fields;
      return typeof beat === "number" && Number.isSafeInteger(beat) ? { type: "ping", beat } : null;
    }
    default:
      return null;
  }
}

function parsePrepare(fields: Fields): EngineCommand | null {
  const driver = fields.driver;
  const token = asToken(fields.token);
  if (!isDriver(driver) || token === null) {
    return null;
  }
  const country = fields.emergency_country;
  if (isAbsent(country)) {
    return { type: "prepare", driver, token, emergency_country: null };
  }
  return isEmergencyCountry(country)
    ? { type: "prepare", driver, token, emergency_country: country }
    : null;
}

function isDriver(value: unknown): value is Driver {
  return value === "acs" || value === "loopback";
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
  const number = asCallee(fields.number);
  const callerId = isAbsent(fields.caller_id) ? null : asE164(fields.caller_id);
  const callerIdIsBad = callerId === null && !isAbsent(fields.caller_id);
  if (call === null || number === null || callerIdIsBad) {
    return null;
  }
  return { type: "dial", call, number, caller_id: callerId };
}

/** All steps or none: a sequence with a hole in it would dial another extension. */
function parseSendDtmf(fields: Fields): EngineCommand | null {
  const call = asCallId(fields.call);
  if (call === null || !Array.isArray(fields.steps)) {
    return null;
  }
  const steps: DtmfStep[] = [];
  for (const item of fields.steps) {
    const step = asDtmfStep(item);
    if (step === null) {
      return null;
    }
    steps.push(step);
  }
  return { type: "send_dtmf", call, steps };
}

function asDtmfStep(value: unknown): DtmfStep | null {
  const fields = asFields(value);
  if (fields?.type === "pause") {
    return { type: "pause" };
  }
  return fields?.type === "tone" && isTone(fields.tone)
    ? { type: "tone", tone: fields.tone }
    : null;
}

function parseChooseDevice(fields: Fields): EngineCommand | null {
  const { role, device } = fields;
  const isChoice = (role === "microphone" || role === "speaker") && typeof device === "string";
  return isChoice ? { type: "choose_device", role, device } : null;
}

function asTransferTarget(value: unknown): TransferTarget | null {
  const fields = asFields(value);
  switch (fields?.type) {
    case "number": {
      const number = asE164(fields.number);
      return number === null ? null : { type: "number", number };
    }
    case "call": {
      const call = asCallId(fields.call);
      return call === null ? null : { type: "call", call };
    }
    default:
      return null;
  }
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

function asCallee(value: unknown): string | null {
  const isEmergency = typeof value === "string" && EMERGENCY_NUMBERS.includes(value);
  return isEmergency ? value : asE164(value);
}

function isEmergencyCountry(value: unknown): value is EmergencyCountry {
  return typeof value === "string" && Object.hasOwn(EMERGENCY_COUNTRIES, value);
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
