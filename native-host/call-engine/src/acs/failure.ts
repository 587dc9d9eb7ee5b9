import { DriverFailure } from "../driver.ts";
import type { EndReason } from "../protocol.ts";

/** The codes of an SDK error, as its typings name them; 0 where it has none. */
export interface SdkCodes {
  readonly code: number;
  readonly subCode: number;
}

/** Reads the codes of whatever the SDK threw. */
export function codesOf(error: unknown): SdkCodes {
  const fields = typeof error === "object" && error !== null ? error : {};
  return {
    code: "code" in fields ? asCode(fields.code) : 0,
    subCode: "subCode" in fields ? asCode(fields.subCode) : 0,
  };
}

function asCode(value: unknown): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : 0;
}

/** The end of a call that the SDK refused to start. 500 stands for a throw without a code. */
export function endOfThrow(error: unknown): EndReason {
  const { code, subCode } = codesOf(error);
  return { code: code === 0 ? 500 : code, sub_code: subCode, problem: null };
}

/**
 * Why there is no call agent. Codes alone are told: the SDK's messages may quote the token.
 *
 * 401 and 403 are the service's or the SDK's word on the token (40235 expired, 44110 failed, 44113
 * without `voip`, 44114 bad scopes, 40229 not a token of ACS).
 */
export function agentFailure(error: unknown): DriverFailure {
  const { code, subCode } = codesOf(error);
  const isToken = code === 401 || code === 403;
  return new DriverFailure(
    isToken ? "token_refused" : "sdk_failed",
    `createCallAgent: ${code}/${subCode}`,
  );
}

/** Whether another try can do better: a timeout or the service's own trouble. */
export function isTransient(error: unknown): boolean {
  const { code } = codesOf(error);
  return code === 408 || code === 412 || code === 429 || code >= 500;
}
