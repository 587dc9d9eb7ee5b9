import type { Cancel, Clock } from "./clock.ts";
import { parseCommand } from "./command.ts";
import {
  type CallDriver,
  type CallListener,
  type DialOrder,
  type DriverCall,
  DriverFailure,
  type DriverListener,
  endOfProblem,
  type PhoneLine,
} from "./driver.ts";
import { DtmfSequence } from "./dtmf-sequence.ts";
import type {
  CallControl,
  CallId,
  Driver,
  EndReason,
  EngineCommand,
  EngineEvent,
  EngineProblem,
  IssuedToken,
} from "./protocol.ts";

/** How long a driver has to end a call that was hung up, in milliseconds. */
export const HANG_UP_BOUND_MS = 3_000;

/**
 * How long a dialled call waits for the driver to be ready, in milliseconds. With no network the
 * SDK takes about 16 s (measured, 2.0.0).
 */
export const READY_BOUND_MS = 60_000;

/** The caller hung up, before or after an answer: as the SDK has it (measured, 2.0.0). */
const HUNG_UP: EndReason = { code: 0, sub_code: 0, problem: null };
/** 490 is the SDK's code for trouble of the local network. */
const NEVER_READY: EndReason = { code: 490, sub_code: 0, problem: null };
/** The engine carries one call at a time. */
const ALREADY_IN_CALL: EndReason = { code: 409, sub_code: 0, problem: null };

/** Makes the driver that `prepare` names. */
export type OpenDriver = (driver: Driver, listener: DriverListener) => CallDriver;

type Preparation =
  | { readonly stage: "unprepared" }
  | { readonly stage: "loading"; readonly driver: CallDriver; readonly kind: Driver }
  | { readonly stage: "preparing"; readonly driver: CallDriver }
  | { readonly stage: "ready"; readonly driver: CallDriver; readonly line: PhoneLine }
  | { readonly stage: "failed"; readonly problem: EngineProblem }
  | { readonly stage: "closed" };

/** The call that is on, from its `dial` to its `call_ended`. */
interface LiveCall {
  readonly id: CallId;
  readonly order: DialOrder;
  /** `null` while it waits for the driver to be ready. */
  carried: DriverCall | null;
  readonly dtmf: DtmfSequence;
  hungUp: boolean;
  /** Stops the bound that runs now. */
  stopBound: Cancel;
}

/**
 * What stands between the dialer's port and a driver. It owes the dialer exactly one `call_ended`
 * for each `dial` and nothing of that call afterwards, whatever the driver does; and that a hang-up
 * always ends the call.
 */
export class Session {
  readonly #post: (event: EngineEvent) => void;
  readonly #openDriver: OpenDriver;
  readonly #clock: Clock;
  #preparation: Preparation = { stage: "unprepared" };
  #live: LiveCall | null = null;

  constructor(post: (event: EngineEvent) => void, openDriver: OpenDriver, clock: Clock) {
    this.#post = post;
    this.#openDriver = openDriver;
    this.#clock = clock;
  }

  /** Says that the port is open. */
  open(): void {
    this.#post({ type: "loaded" });
  }

  /** Takes what came over the port. What is no command is ignored. */
  receive(data: unknown): void {
    const command = parseCommand(data);
    if (command !== null && this.#preparation.stage !== "closed") {
      this.#obey(command);
    }
  }

  /** The dialer has gone: ends the call and lets go of everything. Nothing is posted any more. */
  close(): void {
    const driver = this.#driver();
    const live = this.#live;
    this.#preparation = { stage: "closed" };
    this.#live = null;
    if (live !== null) {
      live.stopBound();
      live.dtmf.stop();
      if (!live.hungUp) {
        live.carried?.hangUp();
      }
      live.carried?.dispose();
    }
    driver?.dispose();
  }

  #obey(command: EngineCommand): void {
    switch (command.type) {
      case "load":
        this.#load(command.driver);
        return;
      case "prepare":
        this.#prepare(command.driver, command.token);
        return;
      case "renew_token":
        this.#driver()?.renewToken(command.token);
        return;
      case "dial":
        this.#dial(command.call, { number: command.number, callerId: command.caller_id });
        return;
      case "hang_up":
        this.#hangUp(command.call);
        return;
      case "send_dtmf":
        if (this.#live?.id === command.call) {
          this.#live.dtmf.add(command.steps);
        }
        return;
      case "mute":
        this.#control(command.call, "mute", (call) => call.mute(command.muted));
        return;
      case "hold":
        this.#control(command.call, "hold", (call) => call.hold(command.held));
        return;
      case "choose_device":
        this.#line()?.chooseDevice(command.role, command.device);
        return;
      case "set_volume":
        this.#line()?.setVolume(command.level);
        return;
      case "ping":
        this.#post({ type: "pong", beat: command.beat });
        return;
    }
  }

  #line(): PhoneLine | null {
    return this.#preparation.stage === "ready" ? this.#preparation.line : null;
  }

  /** Has the driver do something with the call that is on, and says so when it did not work. */
  #control(id: CallId, control: CallControl, act: (call: DriverCall) => Promise<void>): void {
    const live = this.#live;
    if (live?.id !== id || live.hungUp) {
      return;
    }
    const failed = () => this.#controlFailed(live, control);
    if (live.carried === null) {
      failed();
    } else {
      act(live.carried).catch(failed);
    }
  }

  #controlFailed(live: LiveCall, control: CallControl): void {
    if (this.#live === live && !live.hungUp) {
      this.#post({ type: "control_failed", call: live.id, control });
    }
  }

  #driver(): CallDriver | null {
    return "driver" in this.#preparation ? this.#preparation.driver : null;
  }

  #load(kind: Driver): void {
    if (this.#preparation.stage !== "unprepared") {
      return;
    }
    const driver = this.#openDriver(kind, this.#driverListener());
    this.#preparation = { stage: "loading", driver, kind };
    driver.load();
  }

  #prepare(kind: Driver, token: IssuedToken): void {
    this.#load(kind);
    // Once, and with the driver that is being loaded.
    if (this.#preparation.stage !== "loading" || this.#preparation.kind !== kind) {
      return;
    }
    const { driver } = this.#preparation;
    this.#preparation = { stage: "preparing", driver };
    driver.prepare(token).then(
      (line) => this.#prepared(driver, line),
      (reason: unknown) => this.#failed(driver, reason),
    );
  }

  #driverListener(): DriverListener {
    const post = (event: EngineEvent) => {
      if (this.#driver() !== null) {
        this.#post(event);
      }
    };
    return {
      preparing: (step) => post({ type: "preparing", step }),
      connection: (connected) => post({ type: "connection", connected }),
      tokenWanted: () => post({ type: "token_wanted" }),
      devices: (devices) => post({ type: "devices", devices }),
    };
  }

  #prepared(driver: CallDriver, line: PhoneLine): void {
    if (this.#preparation.stage !== "preparing") {
      return;
    }
    this.#preparation = { stage: "ready", driver, line };
    this.#post({ type: "ready" });
    if (this.#live !== null) {
      this.#carry(this.#live, line);
    }
  }

  #failed(driver: CallDriver, reason: unknown): void {
    if (this.#preparation.stage !== "preparing") {
      return;
    }
    const problem = reason instanceof DriverFailure ? reason.problem : "sdk_failed";
    const detail = reason instanceof Error ? reason.message : "unknown failure";
    this.#preparation = { stage: "failed", problem };
    driver.dispose();
    this.#post({ type: "failed", problem, detail });
    if (this.#live !== null) {
      this.#end(this.#live, endOfProblem(problem));
    }
  }

  #dial(id: CallId, order: DialOrder): void {
    if (this.#live !== null) {
      // The same id again is the same call, which gets its one end later.
      if (this.#live.id !== id) {
        this.#post({ type: "call_ended", call: id, reason: ALREADY_IN_CALL });
      }
      return;
    }
    if (this.#preparation.stage === "failed") {
      const reason = endOfProblem(this.#preparation.problem);
      this.#post({ type: "call_ended", call: id, reason });
      return;
    }
    const live: LiveCall = {
      id,
      order,
      carried: null,
      dtmf: this.#dtmfOf(() => live),
      hungUp: false,
      stopBound: () => undefined,
    };
    this.#live = live;
    if (this.#preparation.stage === "ready") {
      this.#carry(live, this.#preparation.line);
    } else {
      this.#bound(live, READY_BOUND_MS, NEVER_READY);
    }
  }

  #dtmfOf(live: () => LiveCall): DtmfSequence {
    return new DtmfSequence(
      {
        send: (tone) =>
          live().carried?.sendDtmf(tone) ?? Promise.reject(new Error("not dialled yet")),
        sent: (tone) => this.#post({ type: "dtmf_sent", call: live().id, tone }),
        failed: () => this.#controlFailed(live(), "dtmf"),
      },
      this.#clock,
    );
  }

  #carry(live: LiveCall, line: PhoneLine): void {
    live.stopBound();
    const carried = line.dial(live.order, this.#callListener(live));
    live.carried = carried;
    if (this.#live !== live) {
      // It ended while it was being dialled, before there was anything to dispose of.
      carried.dispose();
    }
  }

  #callListener(live: LiveCall): CallListener {
    const { id: call } = live;
    const post = (event: EngineEvent) => {
      if (this.#live === live) {
        this.#post(event);
      }
    };
    return {
      state: (state) => post({ type: "call_state", call, state }),
      ended: (reason) => this.#end(live, reason),
      audioLevel: (level) => post({ type: "audio_level", call, level }),
      muted: (muted) => post({ type: "muted", call, muted }),
      diagnostic: (diagnostic, active) => post({ type: "diagnostic", call, diagnostic, active }),
      stats: (stats) => post({ type: "stats", call, stats }),
    };
  }

  #hangUp(id: CallId): void {
    const live = this.#live;
    if (live?.id !== id || live.hungUp) {
      return;
    }
    live.hungUp = true;
    live.dtmf.stop();
    if (live.carried === null) {
      this.#end(live, HUNG_UP);
      return;
    }
    this.#bound(live, HANG_UP_BOUND_MS, HUNG_UP);
    live.carried.hangUp();
  }

  #bound(live: LiveCall, delay: number, reason: EndReason): void {
    live.stopBound();
    live.stopBound = this.#clock.after(delay, () => this.#end(live, reason));
  }

  #end(live: LiveCall, reason: EndReason): void {
    if (this.#live !== live) {
      return;
    }
    this.#live = null;
    live.stopBound();
    live.dtmf.stop();
    live.carried?.dispose();
    this.#post({ type: "call_ended", call: live.id, reason });
  }
}
