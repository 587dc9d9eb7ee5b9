import type { Cancel, Clock } from "./clock.ts";
import { parseCommand } from "./command.ts";
import {
  type CallDriver,
  type CallListener,
  type DriverCall,
  DriverFailure,
  type DriverListener,
  endOfProblem,
  type HandOver,
  type IncomingRing,
  type PhoneLine,
  type RingListener,
  TransferRefused,
} from "./driver.ts";
import { DtmfSequence } from "./dtmf-sequence.ts";
import type {
  CallControl,
  CallId,
  CallState,
  Driver,
  E164,
  EmergencyCountry,
  EndReason,
  EngineCommand,
  EngineEvent,
  EngineProblem,
  IssuedToken,
  TransferTarget,
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
/** Turned away: SIP's 603, as the phone network has it. */
const REJECTED: EndReason = { code: 603, sub_code: 0, problem: null };
/** Another call can be heard: no two are active at a time. */
const ALREADY_IN_CALL: EndReason = { code: 409, sub_code: 0, problem: null };
/** The call that was to be handed on, or the one to be connected with it, is not there. */
const NOTHING_TO_TRANSFER: EndReason = { code: 404, sub_code: 0, problem: null };
/** The driver did not say why. */
const TRANSFER_FAILED: EndReason = { code: 500, sub_code: 0, problem: null };

/** Makes the driver that `prepare` names. */
export type OpenDriver = (driver: Driver, listener: DriverListener) => CallDriver;

type Preparation =
  | { readonly stage: "unprepared" }
  | { readonly stage: "loading"; readonly driver: CallDriver; readonly kind: Driver }
  | { readonly stage: "preparing"; readonly driver: CallDriver }
  | { readonly stage: "ready"; readonly driver: CallDriver; readonly line: PhoneLine }
  | { readonly stage: "failed"; readonly problem: EngineProblem }
  | { readonly stage: "closed" };

/** A call that is on, from its `dial` or `accept` to its `call_ended`. */
interface LiveCall {
  readonly id: CallId;
  /** `null` while it waits for the driver to be ready. */
  carried: DriverCall | null;
  /** What the driver has said last. */
  state: CallState | null;
  readonly dtmf: DtmfSequence;
  hungUp: boolean;
  /** Stops the bound that runs now. */
  stopBound: Cancel;
}

/** Starts a call on a line that is ready. */
type StartCall = (line: PhoneLine, listener: CallListener) => DriverCall;

/** The call that waits for the driver to be ready. One at most: none is held before. */
interface WaitingCall {
  readonly live: LiveCall;
  readonly start: StartCall;
}

/**
 * What stands between the dialer's port and a driver. It owes the dialer exactly one `call_ended`
 * for each `dial` and each `incoming` and nothing of that call afterwards, whatever the driver does;
 * that a hang-up always ends the call; and that no two calls can be heard at a time.
 */
export class Session {
  readonly #post: (event: EngineEvent) => void;
  readonly #openDriver: OpenDriver;
  readonly #clock: Clock;
  #preparation: Preparation = { stage: "unprepared" };
  readonly #live = new Map<CallId, LiveCall>();
  readonly #rings = new Map<CallId, IncomingRing>();
  #waiting: WaitingCall | null = null;

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

  /** The dialer has gone: ends all calls and lets go of everything. Nothing is posted any more. */
  close(): void {
    const driver = this.#driver();
    const calls = [...this.#live.values()];
    const rings = [...this.#rings.values()];
    this.#preparation = { stage: "closed" };
    this.#live.clear();
    this.#rings.clear();
    for (const ring of rings) {
      ring.reject();
    }
    for (const live of calls) {
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
        this.#prepare(command.driver, command.token, command.emergency_country);
        return;
      case "renew_token":
        this.#driver()?.renewToken(command.token);
        return;
      case "dial":
        this.#dial(command.call, (line, listener) =>
          line.dial({ number: command.number, callerId: command.caller_id }, listener),
        );
        return;
      case "dial_echo":
        this.#dial(command.call, (line, listener) => line.dialEcho(listener));
        return;
      case "accept":
        this.#accept(command.call);
        return;
      case "hang_up":
        this.#hangUp(command.call);
        return;
      case "send_dtmf":
        this.#live.get(command.call)?.dtmf.add(command.steps);
        return;
      case "mute":
        this.#control(command.call, "mute", (call) => call.mute(command.muted));
        return;
      case "hold":
        this.#hold(command.call, command.held);
        return;
      case "transfer":
        this.#transfer(command.call, command.to);
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

  /** Has the driver do something with a call that is on, and says so when it did not work. */
  #control(id: CallId, control: CallControl, act: (call: DriverCall) => Promise<void>): void {
    const live = this.#live.get(id);
    if (live === undefined || live.hungUp) {
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
    if (this.#isOn(live)) {
      this.#post({ type: "control_failed", call: live.id, control });
    }
  }

  #isOn(live: LiveCall): boolean {
    return this.#live.get(live.id) === live && !live.hungUp;
  }

  /** Whether no call but this one can be heard. */
  #isQuietBeside(id: CallId): boolean {
    return [...this.#live.values()].every(
      (live) => live.id === id || live.hungUp || live.state === "local_hold",
    );
  }

  #hold(id: CallId, held: boolean): void {
    this.#control(id, "hold", (call) =>
      held || this.#isQuietBeside(id)
        ? call.hold(held)
        : Promise.reject(new Error("another call can be heard")),
    );
  }

  #transfer(id: CallId, to: TransferTarget): void {
    const live = this.#live.get(id);
    if (live === undefined || live.hungUp) {
      return;
    }
    const target = this.#handOver(to);
    if (live.carried === null || target === null) {
      this.#post({ type: "transfer_failed", call: id, reason: NOTHING_TO_TRANSFER });
      return;
    }
    live.carried.transfer(target).then(
      () => {
        if (this.#isOn(live)) {
          this.#post({ type: "transferred", call: id });
        }
      },
      (error: unknown) => {
        const reason = error instanceof TransferRefused ? error.reason : TRANSFER_FAILED;
        if (this.#isOn(live)) {
          this.#post({ type: "transfer_failed", call: id, reason });
        }
      },
    );
  }

  #handOver(to: TransferTarget): HandOver | null {
    if (to.type === "number") {
      return { kind: "number", number: to.number };
    }
    const call = this.#live.get(to.call)?.carried ?? null;
    return call === null ? null : { kind: "call", call };
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

  #prepare(kind: Driver, token: IssuedToken, emergencyCountry: EmergencyCountry | null): void {
    this.#load(kind);
    // Once, and with the driver that is being loaded.
    if (this.#preparation.stage !== "loading" || this.#preparation.kind !== kind) {
      return;
    }
    const { driver } = this.#preparation;
    this.#preparation = { stage: "preparing", driver };
    driver.prepare(token, emergencyCountry).then(
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
      incoming: (caller, ring) => this.#incoming(caller, ring),
    };
  }

  #prepared(driver: CallDriver, line: PhoneLine): void {
    if (this.#preparation.stage !== "preparing") {
      return;
    }
    this.#preparation = { stage: "ready", driver, line };
    this.#post({ type: "ready" });
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) {
      this.#carry(waiting.live, (listener) => waiting.start(line, listener));
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
    for (const live of [...this.#live.values()]) {
      this.#end(live, endOfProblem(problem));
    }
  }

  #dial(id: CallId, start: StartCall): void {
    if (this.#live.has(id)) {
      // The same id again is the same call, which gets its one end later.
      return;
    }
    if (this.#preparation.stage === "failed") {
      const reason = endOfProblem(this.#preparation.problem);
      this.#post({ type: "call_ended", call: id, reason });
      return;
    }
    if (!this.#isQuietBeside(id)) {
      this.#post({ type: "call_ended", call: id, reason: ALREADY_IN_CALL });
      return;
    }
    const live = this.#begin(id);
    if (this.#preparation.stage === "ready") {
      const { line } = this.#preparation;
      this.#carry(live, (listener) => start(line, listener));
    } else {
      this.#waiting = { live, start };
      this.#bound(live, READY_BOUND_MS, NEVER_READY);
    }
  }

  #begin(id: CallId): LiveCall {
    const live: LiveCall = {
      id,
      carried: null,
      state: null,
      dtmf: this.#dtmfOf(() => live),
      hungUp: false,
      stopBound: () => undefined,
    };
    this.#live.set(id, live);
    return live;
  }

  #incoming(caller: E164 | null, ring: IncomingRing): RingListener {
    if (this.#preparation.stage !== "ready") {
      ring.reject();
      return { ended: () => undefined };
    }
    const call = crypto.randomUUID();
    this.#rings.set(call, ring);
    this.#post({ type: "incoming", call, caller });
    return { ended: (reason) => this.#ringEnded(call, reason) };
  }

  #ringEnded(call: CallId, reason: EndReason): void {
    if (this.#rings.delete(call)) {
      this.#post({ type: "call_ended", call, reason });
    }
  }

  #accept(id: CallId): void {
    const ring = this.#rings.get(id);
    if (ring === undefined) {
      return;
    }
    if (!this.#isQuietBeside(id)) {
      ring.reject();
      this.#ringEnded(id, ALREADY_IN_CALL);
      return;
    }
    this.#rings.delete(id);
    this.#carry(this.#begin(id), (listener) => ring.accept(listener));
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

  #carry(live: LiveCall, start: (listener: CallListener) => DriverCall): void {
    live.stopBound();
    const carried = start(this.#callListener(live));
    live.carried = carried;
    if (this.#live.get(live.id) !== live) {
      // It ended while it was being started, before there was anything to dispose of.
      carried.dispose();
    }
  }

  #callListener(live: LiveCall): CallListener {
    const { id: call } = live;
    const post = (event: EngineEvent) => {
      if (this.#live.get(call) === live) {
        this.#post(event);
      }
    };
    return {
      state: (state) => {
        live.state = state;
        post({ type: "call_state", call, state });
      },
      ended: (reason) => this.#end(live, reason),
      audioLevel: (level) => post({ type: "audio_level", call, level }),
      muted: (muted) => post({ type: "muted", call, muted }),
      diagnostic: (diagnostic, active) => post({ type: "diagnostic", call, diagnostic, active }),
      stats: (stats) => post({ type: "stats", call, stats }),
    };
  }

  #hangUp(id: CallId): void {
    const ring = this.#rings.get(id);
    if (ring !== undefined) {
      ring.reject();
      this.#ringEnded(id, REJECTED);
      return;
    }
    const live = this.#live.get(id);
    if (live === undefined || live.hungUp) {
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
    if (this.#live.get(live.id) !== live) {
      return;
    }
    this.#live.delete(live.id);
    if (this.#waiting?.live === live) {
      this.#waiting = null;
    }
    live.stopBound();
    live.dtmf.stop();
    live.carried?.dispose();
    this.#post({ type: "call_ended", call: live.id, reason });
  }
}
