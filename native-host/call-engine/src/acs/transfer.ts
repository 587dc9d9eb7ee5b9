import type {
  TransferCallFeature,
  TransferToCallLocator,
  TransferToParticipantLocator,
} from "@azure/communication-calling";
import { TransferRefused } from "../driver.ts";
import type { EndReason } from "../protocol.ts";
import { endOfThrow } from "./failure.ts";

/** The SDK's `Failed` without an error. */
const NO_REASON: EndReason = { code: 500, sub_code: 0, problem: null };
/** The call was hung up meanwhile. */
const HUNG_UP: EndReason = { code: 487, sub_code: 0, problem: null };

/**
 * Hands the other side of a call on. Resolves when the SDK says `Transferred`; it gives up by itself
 * after 60 s (azure-docs, `communication-services/concepts/service-limits.md`).
 *
 * Rejects with {@link TransferRefused}.
 */
export function transfer(
  feature: TransferCallFeature,
  to: TransferToParticipantLocator | TransferToCallLocator,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: EndReason) => reject(new TransferRefused(reason));
    try {
      const attempt = "targetCallId" in to ? feature.transfer(to) : feature.transfer(to);
      const look = () => {
        if (attempt.state === "Transferred") {
          attempt.off("stateChanged", look);
          resolve();
        } else if (attempt.state === "Failed") {
          attempt.off("stateChanged", look);
          const { error } = attempt;
          refuse(
            error === undefined
              ? NO_REASON
              : { code: error.code, sub_code: error.subCode ?? 0, problem: null },
          );
        }
      };
      attempt.on("stateChanged", look);
      look();
      signal.addEventListener("abort", () => {
        attempt.off("stateChanged", look);
        refuse(HUNG_UP);
      });
    } catch (error) {
      refuse(endOfThrow(error));
    }
  });
}
