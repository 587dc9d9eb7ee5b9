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
 * Sends tones one after the other as RTP telephone events (RFC 4733). `insertDTMF` replaces what
 * has not been sent yet, so they queue here.
 */
export class DtmfQueue {
  readonly #sender: RTCDTMFSender;
  readonly #sent: (tone: DtmfTone) => void;
  readonly #waiting: DtmfTone[] = [];
  #sending: DtmfTone | null = null;

  /** `sent` hears of each tone when it goes out. */
  constructor(sender: RTCDTMFSender, sent: (tone: DtmfTone) => void) {
    this.#sender = sender;
    this.#sent = sent;
    sender.addEventListener("tonechange", (event) => this.#onToneChange(event.tone));
  }

  /** Sends a tone after those before it. */
  send(tone: DtmfTone): void {
    this.#waiting.push(tone);
    this.#next();
  }

  #next(): void {
    if (this.#sending !== null || !this.#sender.canInsertDTMF) {
      return;
    }
    this.#sending = this.#waiting.shift() ?? null;
    if (this.#sending !== null) {
      this.#sender.insertDTMF(KEYS[this.#sending]);
    }
  }

  /** The event names a tone that begins; an empty name says that all have been sent. */
  #onToneChange(name: string): void {
    if (this.#sending === null) {
      return;
    }
    if (name === "") {
      this.#sending = null;
      this.#next();
    } else {
      this.#sent(this.#sending);
    }
  }
}
