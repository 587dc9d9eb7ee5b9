import type { DtmfTone } from "../protocol.ts";

const KEYS: Readonly<Record<DtmfTone, string>> = {
  Num0: "0",
  Num1: "1",
  Num2: "2",
  Num3: "3",
  Num4: "4",
  Num5: "5",
  Num6: "6",
  Num7: "7",
  Num8: "8",
  Num9: "9",
  Star: "*",
  Pound: "#",
};

/**
 * Sends one tone as RTP telephone events (RFC 4733); resolves when it has gone out. One at a time:
 * `insertDTMF` replaces what has not been sent yet. Rejects when the call can't carry tones or its
 * signal aborts.
 */
export function sendTone(
  sender: RTCDTMFSender | null,
  tone: DtmfTone,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (sender === null || !sender.canInsertDTMF || signal.aborted) {
      reject(new Error("the call carries no tones"));
      return;
    }
    const over = new AbortController();
    signal.addEventListener("abort", () => reject(signal.reason), { signal: over.signal });
    sender.addEventListener(
      "tonechange",
      (event) => {
        // The event names a tone that begins; an empty name says that all have been sent.
        if (event.tone === "") {
          over.abort();
          resolve();
        }
      },
      { signal: over.signal },
    );
    sender.insertDTMF(KEYS[tone]);
  });
}
