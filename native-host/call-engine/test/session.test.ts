import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type CallDriver,
  type CallListener,
  type DialOrder,
  type DriverCall,
  DriverFailure,
  type DriverListener,
  type HandOver,
  type IncomingRing,
  type PhoneLine,
  type RingListener,
  TransferRefused,
} from "../src/driver.ts";
import type { DtmfTone, EndReason, EngineCommand, EngineEvent } from "../src/protocol.ts";
import { HANG_UP_BOUND_MS, READY_BOUND_MS, Session } from "../src/session.ts";
import { ManualClock } from "./manual-clock.ts";
import { Deferred, settled } from "./settling.ts";

const TOKEN = { token: "t", expires_on_ms: 1_800_000_000_000, user_id: "8:acs:test" };
const PREPARE: EngineCommand = {
  type: "prepare",
  driver: "loopback",
  token: TOKEN,
  emergency_country: null,
};
const NUMBER = "+14255550123";
const BUSY: EndReason = { code: 486, sub_code: 560486, problem: null };
const HUNG_UP: EndReason = { code: 0, sub_code: 0, problem: null };

const NUM1 = { type: "tone", tone: "Num1" } as const;

function dial(call: string): EngineCommand {
  return { type: "dial", call, number: NUMBER, caller_id: null };
}

/** A driver that does only what a test tells it to. */
class ScriptedDriver implements CallDriver {
  readonly calls: ScriptedCall[] = [];
  readonly renewals: unknown[] = [];
  readonly choices: unknown[] = [];
  readonly prepared = new Deferred<PhoneLine>();
  readonly listener: DriverListener;
  loads = 0;
  preparations = 0;
  disposals = 0;

  constructor(listener: DriverListener) {
    this.listener = listener;
  }

  load(): void {
    this.loads += 1;
  }

  prepare(): Promise<PhoneLine> {
    this.preparations += 1;
    return this.prepared.promise;
  }

  async beReady(): Promise<void> {
    this.prepared.resolve({
      dial: (order, listener) => {
        const call = new ScriptedCall(order, listener);
        this.calls.push(call);
        return call;
      },
      dialEcho: (listener) => {
        const call = new ScriptedCall("echo", listener);
        this.calls.push(call);
        return call;
      },
      chooseDevice: (role, device) => this.choices.push([role, device]),
      setVolume: (level) => this.choices.push(["volume", level]),
    });
    await settled();
  }

  async fail(failure: Error): Promise<void> {
    this.prepared.reject(failure);
    await settled();
  }

  renewToken(token: unknown): void {
    this.renewals.push(token);
  }

  dispose(): void {
    this.disposals += 1;
  }

  get call(): ScriptedCall {
    const last = this.calls.at(-1);
    assert.ok(last);
    return last;
  }
}

class ScriptedCall implements DriverCall {
  readonly order: DialOrder | "echo";
  readonly listener: CallListener;
  readonly tones: DtmfTone[] = [];
  readonly asked: unknown[] = [];
  /** Whether the driver does what it is asked to. */
  isWilling = true;
  hangUps = 0;
  disposals = 0;

  constructor(order: DialOrder | "echo", listener: CallListener) {
    this.order = order;
    this.listener = listener;
  }

  hangUp(): void {
    this.hangUps += 1;
  }

  async sendDtmf(tone: DtmfTone): Promise<void> {
    await this.#ask(tone);
    this.tones.push(tone);
  }

  mute(muted: boolean): Promise<void> {
    return this.#ask({ muted });
  }

  hold(held: boolean): Promise<void> {
    return this.#ask({ held });
  }

  async transfer(to: HandOver): Promise<void> {
    this.asked.push(to);
    if (!this.isWilling) {
      throw new TransferRefused(BUSY);
    }
  }

  async #ask(what: unknown): Promise<void> {
    this.asked.push(what);
    if (!this.isWilling) {
      throw new Error("not now");
    }
  }

  dispose(): void {
    this.disposals += 1;
  }
}

/** A call that rings, and does only what a test tells it to. */
class ScriptedRing implements IncomingRing {
  readonly listener: RingListener;
  readonly #driver: ScriptedDriver;
  rejections = 0;

  constructor(driver: ScriptedDriver) {
    this.#driver = driver;
    this.listener = driver.listener.incoming(NUMBER, this);
  }

  accept(listener: CallListener): DriverCall {
    const call = new ScriptedCall({ number: NUMBER, callerId: null }, listener);
    this.#driver.calls.push(call);
    return call;
  }

  reject(): void {
    this.rejections += 1;
  }
}

/** The id under which the last incoming call was announced. */
function announced(events: readonly EngineEvent[]): string {
  const incoming = events.findLast((event) => event.type === "incoming");
  assert.ok(incoming);
  return incoming.call;
}

function start() {
  const clock = new ManualClock();
  const events: EngineEvent[] = [];
  const drivers: ScriptedDriver[] = [];
  const session = new Session(
    (event) => events.push(event),
    (_kind, listener) => {
      const driver = new ScriptedDriver(listener);
      drivers.push(driver);
      return driver;
    },
    clock,
  );
  const driver = () => {
    const [first] = drivers;
    assert.ok(first);
    return first;
  };
  return { clock, events, drivers, session, driver };
}

async function startReady() {
  const all = start();
  all.session.receive(PREPARE);
  await all.driver().beReady();
  all.events.length = 0;
  return { ...all, driver: all.driver() };
}

describe("a session", () => {
  it("says that it is loaded, tells of the steps, and says when it is ready", async () => {
    const { session, events, driver } = start();
    session.open();
    session.receive(PREPARE);
    driver().listener.preparing("loading_driver");
    driver().listener.connection(false);
    await driver().beReady();
    assert.deepEqual(events, [
      { type: "loaded" },
      { type: "preparing", step: "loading_driver" },
      { type: "connection", connected: false },
      { type: "ready" },
    ]);
  });

  it("prepares one driver, once", () => {
    const { session, drivers } = start();
    session.receive(PREPARE);
    session.receive({ ...PREPARE, driver: "acs" });
    assert.equal(drivers.length, 1);
  });

  it("loads a driver's code before there is a token, and prepares it once there is one", () => {
    const { session, drivers, driver } = start();
    session.receive({ type: "load", driver: "loopback" });
    session.receive({ type: "load", driver: "loopback" });
    assert.deepEqual([drivers.length, driver().loads, driver().preparations], [1, 1, 0]);
    session.receive(PREPARE);
    session.receive(PREPARE);
    assert.deepEqual([drivers.length, driver().loads, driver().preparations], [1, 1, 1]);
    session.close();
    assert.equal(driver().disposals, 1);
  });

  it("ignores what is no command", () => {
    const { session, events, drivers } = start();
    for (const data of [null, 7, "prepare", {}, { type: "dial", call: "1", number: "110" }]) {
      session.receive(data);
    }
    assert.deepEqual([events, drivers], [[], []]);
  });

  it("passes a call's events on under its id, and its end last", async () => {
    const { session, events, driver } = await startReady();
    session.receive(dial("a"));
    const { listener } = driver.call;
    listener.state("connecting");
    listener.state("connected");
    listener.audioLevel(0.5);
    session.receive({ type: "send_dtmf", call: "a", steps: [NUM1] });
    await settled();
    listener.muted(true);
    listener.diagnostic("no_network", true);
    listener.ended(BUSY);
    listener.state("connected");
    listener.audioLevel(1);
    listener.muted(false);
    listener.diagnostic("no_network", false);
    listener.ended(BUSY);
    assert.deepEqual(driver.call.tones, ["Num1"]);
    assert.equal(driver.call.disposals, 1);
    assert.deepEqual(events, [
      { type: "call_state", call: "a", state: "connecting" },
      { type: "call_state", call: "a", state: "connected" },
      { type: "audio_level", call: "a", level: 0.5 },
      { type: "dtmf_sent", call: "a", tone: "Num1" },
      { type: "muted", call: "a", muted: true },
      { type: "diagnostic", call: "a", diagnostic: "no_network", active: true },
      { type: "call_ended", call: "a", reason: BUSY },
    ]);
  });

  it("sends no tone of a sequence behind one that failed, and none after the end", async () => {
    const { session, events, driver } = await startReady();
    session.receive(dial("a"));
    driver.call.isWilling = false;
    session.receive({ type: "send_dtmf", call: "a", steps: [NUM1, NUM1] });
    await settled();
    assert.deepEqual(driver.call.asked, ["Num1"]);
    assert.deepEqual(events, [{ type: "control_failed", call: "a", control: "dtmf" }]);
    driver.call.isWilling = true;
    session.receive({ type: "send_dtmf", call: "a", steps: [NUM1, NUM1] });
    session.receive({ type: "hang_up", call: "a" });
    await settled();
    assert.deepEqual(driver.call.asked, ["Num1", "Num1"]);
    assert.equal(events.length, 1);
  });

  it("passes on what is asked of the call that is on, and says what did not work", async () => {
    const { session, events, driver } = await startReady();
    session.receive(dial("a"));
    for (const call of ["a", "b"]) {
      session.receive({ type: "mute", call, muted: true });
      session.receive({ type: "hold", call, held: true });
    }
    await settled();
    assert.deepEqual(driver.call.asked, [{ muted: true }, { held: true }]);
    assert.deepEqual(events, []);
    driver.call.isWilling = false;
    session.receive({ type: "hold", call: "a", held: false });
    await settled();
    assert.deepEqual(events, [{ type: "control_failed", call: "a", control: "hold" }]);
  });

  it("passes on the choice of devices and volume, and answers a ping with its beat", async () => {
    const { session, events, driver } = await startReady();
    session.receive({ type: "choose_device", role: "speaker", device: "s1" });
    session.receive({ type: "set_volume", level: 0.4 });
    session.receive({ type: "ping", beat: 3 });
    assert.deepEqual(driver.choices, [
      ["speaker", "s1"],
      ["volume", 0.4],
    ]);
    assert.deepEqual(events, [{ type: "pong", beat: 3 }]);
  });

  it("lets a call wait for the driver", async () => {
    const { session, events, driver } = start();
    session.receive(PREPARE);
    session.receive(dial("a"));
    assert.equal(driver().calls.length, 0);
    await driver().beReady();
    assert.deepEqual(driver().call.order, { number: NUMBER, callerId: null });
    assert.deepEqual(events, [{ type: "ready" }]);
  });

  it("hangs a waiting call up at once, and never dials it", async () => {
    const { session, events, driver, clock } = start();
    session.receive(PREPARE);
    session.receive(dial("a"));
    session.receive({ type: "hang_up", call: "a" });
    assert.deepEqual(events, [{ type: "call_ended", call: "a", reason: HUNG_UP }]);
    await driver().beReady();
    assert.equal(driver().calls.length, 0);
    assert.equal(clock.pending, 0);
  });

  it("gives a waiting call up when the driver is not ready in time", async () => {
    const { session, events, driver, clock } = start();
    session.receive(PREPARE);
    session.receive(dial("a"));
    clock.advance(READY_BOUND_MS);
    assert.deepEqual(events, [
      { type: "call_ended", call: "a", reason: { code: 490, sub_code: 0, problem: null } },
    ]);
    await driver().beReady();
    assert.equal(driver().calls.length, 0);
  });

  it("ends a waiting call, and every later one, with the reason for which there is no driver", async () => {
    const { session, events, driver } = start();
    session.receive(PREPARE);
    session.receive(dial("a"));
    await driver().fail(new DriverFailure("sdk_missing", "404"));
    session.receive(dial("b"));
    const reason = { code: 500, sub_code: 0, problem: "sdk_missing" };
    assert.deepEqual(events, [
      { type: "failed", problem: "sdk_missing", detail: "404" },
      { type: "call_ended", call: "a", reason },
      { type: "call_ended", call: "b", reason },
    ]);
    assert.equal(driver().disposals, 1);
  });

  it("says sdk_failed when a driver fails in a way of its own", async () => {
    const { session, events, driver } = start();
    session.receive(PREPARE);
    await driver().fail(new TypeError("x is not a function"));
    assert.deepEqual(events, [
      { type: "failed", problem: "sdk_failed", detail: "x is not a function" },
    ]);
  });

  it("hangs up once, and waits for the driver's own end", async () => {
    const { session, events, driver, clock } = await startReady();
    session.receive(dial("a"));
    session.receive({ type: "hang_up", call: "a" });
    session.receive({ type: "hang_up", call: "a" });
    assert.equal(driver.call.hangUps, 1);
    clock.advance(HANG_UP_BOUND_MS - 1);
    assert.deepEqual(events, []);
    driver.call.listener.ended(BUSY);
    clock.advance(HANG_UP_BOUND_MS);
    assert.deepEqual(events, [{ type: "call_ended", call: "a", reason: BUSY }]);
  });

  it("ends a call itself when the driver does not within the bound", async () => {
    const { session, events, driver, clock } = await startReady();
    session.receive(dial("a"));
    session.receive({ type: "hang_up", call: "a" });
    clock.advance(HANG_UP_BOUND_MS);
    driver.call.listener.ended(BUSY);
    assert.deepEqual(events, [{ type: "call_ended", call: "a", reason: HUNG_UP }]);
    assert.equal(driver.call.disposals, 1);
  });

  it("makes no second call that could be heard beside another", async () => {
    const { session, events, driver } = await startReady();
    session.receive(dial("a"));
    session.receive(dial("b"));
    session.receive(dial("a"));
    session.receive({ type: "hang_up", call: "b" });
    assert.equal(driver.calls.length, 1);
    assert.equal(driver.call.hangUps, 0);
    const reason = { code: 409, sub_code: 0, problem: null };
    assert.deepEqual(events, [{ type: "call_ended", call: "b", reason }]);

    const ring = new ScriptedRing(driver);
    const incoming = announced(events);
    session.receive({ type: "accept", call: incoming });
    assert.equal(ring.rejections, 1);
    assert.deepEqual(events.at(-1), { type: "call_ended", call: incoming, reason });
  });

  it("dials and accepts beside a held call, and takes none up while another is on", async () => {
    const { session, events, driver } = await startReady();
    session.receive(dial("a"));
    const first = driver.call;
    first.listener.state("local_hold");
    new ScriptedRing(driver);
    const incoming = announced(events);
    session.receive({ type: "accept", call: incoming });
    assert.equal(driver.calls.length, 2);
    driver.call.listener.state("connected");
    session.receive({ type: "hold", call: "a", held: false });
    await settled();
    assert.deepEqual(first.asked, []);
    assert.deepEqual(events.at(-1), { type: "control_failed", call: "a", control: "hold" });
    driver.call.listener.state("local_hold");
    session.receive({ type: "hold", call: "a", held: false });
    assert.deepEqual(first.asked, [{ held: false }]);
  });

  it("announces a call, turns it away when hung up, and tells of one that is over", async () => {
    const { session, events, driver } = await startReady();
    const turnedAway = new ScriptedRing(driver);
    const first = announced(events);
    assert.match(first, /^[0-9a-f-]{36}$/);
    assert.deepEqual(events, [{ type: "incoming", call: first, caller: NUMBER }]);
    session.receive({ type: "hang_up", call: first });
    turnedAway.listener.ended(BUSY);
    assert.equal(turnedAway.rejections, 1);
    const ends = () => events.filter(({ type }) => type === "call_ended");
    assert.deepEqual(ends(), [
      { type: "call_ended", call: first, reason: { code: 603, sub_code: 0, problem: null } },
    ]);
    const missed = new ScriptedRing(driver);
    missed.listener.ended(BUSY);
    session.receive({ type: "accept", call: announced(events) });
    assert.equal(ends().length, 2);
    assert.equal(driver.calls.length, 0);
    const left = new ScriptedRing(driver);
    session.close();
    assert.equal(left.rejections, 1);
  });

  it("hands the other side on, to a number or another call, and says how it went", async () => {
    const { session, events, driver } = await startReady();
    session.receive(dial("a"));
    const first = driver.call;
    first.listener.state("local_hold");
    session.receive(dial("b"));
    events.length = 0;
    session.receive({ type: "transfer", call: "a", to: { type: "call", call: "b" } });
    await settled();
    assert.deepEqual(first.asked, [{ kind: "call", call: driver.call }]);
    assert.deepEqual(events, [{ type: "transferred", call: "a" }]);
    first.isWilling = false;
    session.receive({ type: "transfer", call: "a", to: { type: "number", number: NUMBER } });
    session.receive({ type: "transfer", call: "a", to: { type: "call", call: "c" } });
    await settled();
    const nothing = { code: 404, sub_code: 0, problem: null };
    assert.deepEqual(events.slice(1), [
      { type: "transfer_failed", call: "a", reason: nothing },
      { type: "transfer_failed", call: "a", reason: BUSY },
    ]);
  });

  it("survives a call that ends while it is being dialled", async () => {
    const { session, events, driver } = start();
    session.receive(PREPARE);
    let disposals = 0;
    driver().prepared.resolve({
      dialEcho: () => assert.fail("nobody asked for an echo"),
      dial: (_order, listener) => {
        listener.ended(BUSY);
        return {
          hangUp: () => assert.fail("it is over"),
          sendDtmf: () => assert.fail("it is over"),
          mute: () => assert.fail("it is over"),
          hold: () => assert.fail("it is over"),
          transfer: () => assert.fail("it is over"),
          dispose: () => {
            disposals += 1;
          },
        };
      },
      chooseDevice: () => assert.fail("nothing was chosen"),
      setVolume: () => assert.fail("nothing was chosen"),
    });
    await settled();
    session.receive(dial("a"));
    session.receive({ type: "hang_up", call: "a" });
    assert.equal(disposals, 1);
    assert.deepEqual(events, [{ type: "ready" }, { type: "call_ended", call: "a", reason: BUSY }]);
  });

  it("asks for a token and hands the answer to the driver", async () => {
    const { session, events, driver } = await startReady();
    driver.listener.tokenWanted();
    session.receive({ type: "renew_token", token: null });
    session.receive({ type: "renew_token", token: TOKEN });
    assert.deepEqual(events, [{ type: "token_wanted" }]);
    assert.deepEqual(driver.renewals, [null, TOKEN]);
  });

  it("hangs up, lets go of everything and falls silent when the dialer goes", async () => {
    const { session, events, driver, clock } = await startReady();
    session.receive(dial("a"));
    const { call } = driver;
    session.close();
    session.close();
    call.listener.ended(BUSY);
    driver.listener.connection(false);
    session.receive(dial("b"));
    session.receive(PREPARE);
    assert.deepEqual([call.hangUps, call.disposals, driver.disposals], [1, 1, 1]);
    assert.deepEqual(events, []);
    assert.equal(clock.pending, 0);
  });

  it("owes exactly one end for each dial and each ring, last, in every order of events", async () => {
    for (let seed = 1; seed <= 3_000; seed += 1) {
      await checkRandomOrder(seed);
    }
  });
});

/** Park and Miller's generator (CACM 31, 1988): the same orders in every run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

async function checkRandomOrder(seed: number): Promise<void> {
  const { session, events, drivers, clock } = start();
  const random = randomOf(seed);
  const dialled: string[] = [];
  const rings: ScriptedRing[] = [];
  const scripted = () => drivers[0];
  const anyCall = () => {
    const calls = scripted()?.calls ?? [];
    return calls[random(calls.length || 1)];
  };
  const steps: (() => void | Promise<void>)[] = [
    () => session.receive(PREPARE),
    () => {
      const call = `dialled ${dialled.length}`;
      dialled.push(call);
      session.receive(dial(call));
    },
    () => session.receive({ type: "hang_up", call: dialled[random(dialled.length)] ?? "none" }),
    () => session.receive({ type: "accept", call: dialled[random(dialled.length)] ?? "none" }),
    () => {
      const driver = scripted();
      if (driver !== undefined) {
        rings.push(new ScriptedRing(driver));
        const last = events.at(-1);
        dialled.push(...(last?.type === "incoming" ? [last.call] : []));
      }
    },
    () => rings[random(rings.length)]?.listener.ended(BUSY),
    () => anyCall()?.listener.state("local_hold"),
    () => anyCall()?.listener.ended(BUSY),
    () => anyCall()?.listener.state("connected"),
    () => anyCall()?.listener.audioLevel(1),
    () => clock.advance(random(2 * READY_BOUND_MS)),
    () => scripted()?.beReady(),
    () => (random(4) === 0 ? scripted()?.fail(new DriverFailure("sdk_failed", "")) : undefined),
  ];
  for (let step = 0; step < 32; step += 1) {
    await steps[random(steps.length)]?.();
  }
  // Whatever is left on can be hung up, or gives up waiting.
  for (const call of dialled) {
    session.receive({ type: "hang_up", call });
  }
  clock.advance(HANG_UP_BOUND_MS + READY_BOUND_MS);

  for (const call of dialled) {
    const own = events.filter((event) => "call" in event && event.call === call);
    const ends = own.filter(({ type }) => type === "call_ended");
    assert.equal(ends.length, 1, `seed ${seed}, call ${call}`);
    assert.equal(own.at(-1)?.type, "call_ended", `seed ${seed}, call ${call}`);
  }
  for (const call of scripted()?.calls ?? []) {
    assert.equal(call.disposals, 1, `seed ${seed}`);
  }
  assert.equal(clock.pending, 0, `seed ${seed}`);
}
