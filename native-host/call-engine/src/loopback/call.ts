import { type Clock, pause, unlessAborted } from "../clock.ts";
import {
  type CallListener,
  type DialOrder,
  type DriverCall,
  DriverFailure,
  endOfProblem,
} from "../driver.ts";
import { microphoneMayPrompt, openMicrophone } from "../microphone.ts";
import type { DtmfTone, EndReason } from "../protocol.ts";
import { type Answer, behaviourOf, END } from "./behaviour.ts";
import { DtmfQueue } from "./dtmf.ts";
import { play } from "./echo.ts";
import { measureLevel } from "./level.ts";
import { connectMedia, MediaUnreachable } from "./media.ts";

/** As long as a phone network takes to find the other side, for practice's sake; milliseconds. */
const SETUP_MS = 200;

/** Why a call's signal was aborted. */
const HUNG_UP = Symbol("hung up");
const DISPOSED = Symbol("disposed");

/** A practice call. */
export class LoopbackCall implements DriverCall {
  readonly #order: DialOrder;
  readonly #listener: CallListener;
  readonly #clock: Clock;
  /** Its abort takes everything down that the call holds. */
  readonly #life = new AbortController();
  #dtmf: DtmfQueue | null = null;

  /** Starts it. `asking` is told when the microphone has to be asked for. */
  constructor(order: DialOrder, listener: CallListener, clock: Clock, asking: () => void) {
    this.#order = order;
    this.#listener = listener;
    this.#clock = clock;
    this.#run(asking).then(
      (reason) => this.#end(reason),
      (error: unknown) => this.#end(this.#reasonOf(error)),
    );
  }

  hangUp(): void {
    this.#listener.state("disconnecting");
    this.#life.abort(HUNG_UP);
  }

  sendDtmf(tone: DtmfTone): void {
    this.#dtmf?.send(tone);
  }

  dispose(): void {
    this.#life.abort(DISPOSED);
  }

  /** The whole call, in order. Rejects when it is hung up or fails. */
  async #run(asking: () => void): Promise<EndReason> {
    const signal = this.#life.signal;
    const microphone = await this.#microphone(asking);
    const sound = this.#soundContext();
    this.#listener.state("connecting");
    await pause(this.#clock, SETUP_MS, signal);

    const { ringsFor, outcome } = behaviourOf(this.#order.number);
    if (ringsFor > 0) {
      this.#listener.state("ringing");
      await pause(this.#clock, ringsFor, signal);
    }
    switch (outcome.kind) {
      case "ends":
        return outcome.reason;
      case "rings_on":
        return unlessAborted(new Promise<never>(() => undefined), signal);
      case "answers":
      case "answers_then_hangs_up":
        return this.#talk(microphone, sound, outcome);
    }
  }

  /** From the answer on. */
  async #talk(microphone: MediaStream, sound: AudioContext, outcome: Answer): Promise<EndReason> {
    const { signal } = this.#life;
    const media = await unlessAborted(connectMedia(microphone, sound, this.#clock, signal), signal);
    this.#whenOver(play(media.heard));
    this.#whenOver(measureLevel(media.heard, sound, (level) => this.#listener.audioLevel(level)));
    if (media.sender.dtmf !== null) {
      this.#dtmf = new DtmfQueue(media.sender.dtmf, (tone) => this.#listener.dtmfSent(tone));
    }
    this.#listener.state("connected");
    if (outcome.kind === "answers_then_hangs_up") {
      await pause(this.#clock, outcome.after, signal);
      return END.hungUpByOther;
    }
    await unlessAborted(media.lost, signal);
    return END.noMedia;
  }

  async #microphone(asking: () => void): Promise<MediaStream> {
    const signal = this.#life.signal;
    if (await microphoneMayPrompt()) {
      asking();
    }
    signal.throwIfAborted();
    const opening = openMicrophone();
    // The prompt may be answered after the call is over; the microphone then closes at once.
    const opened = opening.then((stream) => {
      this.#whenOver(() => {
        for (const track of stream.getTracks()) {
          track.stop();
        }
      });
      return stream;
    });
    return unlessAborted(opened, signal);
  }

  #soundContext(): AudioContext {
    const sound = new AudioContext();
    this.#whenOver(() => void sound.close());
    return sound;
  }

  #whenOver(release: () => void): void {
    const { signal } = this.#life;
    if (signal.aborted) {
      release();
    } else {
      signal.addEventListener("abort", release, { once: true });
    }
  }

  #reasonOf(error: unknown): EndReason {
    if (error === HUNG_UP) {
      return END.hungUp;
    }
    if (error instanceof DriverFailure) {
      return endOfProblem(error.problem);
    }
    return error instanceof MediaUnreachable ? END.noMedia : END.defect;
  }

  #end(reason: EndReason): void {
    if (this.#life.signal.reason !== DISPOSED) {
      this.#listener.ended(reason);
    }
  }
}
