// The SDK as its published typings have it, with a phone network behind it: for all that the real
// one does only with Azure. `src/acs/sdk.ts` picks the interfaces from Microsoft's package, so the
// type checker fails here when they drift.
import type * as Calling from "@azure/communication-calling";
import type * as Common from "@azure/communication-common";
import { AzureCommunicationTokenCredential } from "@azure/communication-common";
import type {
  Sdk,
  SdkAgent,
  SdkCall,
  SdkClient,
  SdkDeviceManager,
  SdkIncomingCall,
} from "../src/acs/sdk.ts";
import {
  ANSWERS,
  type Behaviour,
  behaviourOf,
  type CallBack,
  takesTransfer,
} from "../src/loopback/behaviour.ts";
import { ANSWERED_HERE } from "../src/loopback/call.ts";

/** The far ends are those of loopback's practice numbers, so many times as fast. */
const HASTE = 20;

type Listener = (...args: never[]) => void;

/** Listeners by event, as the SDK's objects have them. */
class Emitter {
  readonly #listeners = new Map<string, Set<Listener>>();

  on(event: string, listener: Listener): void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
  }

  off(event: string, listener: Listener): void {
    this.#listeners.get(event)?.delete(listener);
  }

  emit(event: string, ...args: unknown[]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      (listener as (...args: unknown[]) => void)(...args);
    }
  }

  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

/** One half of the user facing diagnostics. */
class FakeDiagnostics extends Emitter {
  readonly latest: Record<string, Calling.LatestDiagnosticValue> = {};

  getLatest(): Record<string, Calling.LatestDiagnosticValue> {
    return this.latest;
  }

  become(diagnostic: string, value: boolean | Calling.DiagnosticQuality): void {
    const valueType = typeof value === "number" ? "DiagnosticQuality" : "DiagnosticFlag";
    this.latest[diagnostic] = { value, valueType };
    this.emit("diagnosticChanged", { diagnostic, value, valueType });
  }
}

class FakeUserFacingDiagnostics implements Calling.UserFacingDiagnosticsFeature {
  readonly name = "UserFacingDiagnostics";
  readonly media = new FakeDiagnostics();
  readonly network = new FakeDiagnostics();
  dispose = unused;

  get remote(): Calling.RemoteDiagnostics {
    return unused();
  }
}

class FakeCollector extends Emitter implements Calling.MediaStatsCollector {
  readonly #timer = setInterval(() => this.#report(), 50).unref();

  dispose(): void {
    clearInterval(this.#timer);
  }

  #report(): void {
    const received = { id: "1", packetsPerSecond: 49, packetsLostPerSecond: 1, jitterInMs: 4 };
    const none = { send: [], receive: [] };
    const sample: Calling.MediaStatsReportSample = {
      audio: { send: [{ id: "2", rttInMs: 30 }], receive: [received] },
      video: none,
      screenShare: none,
      transports: [],
    };
    this.emit("sampleReported", sample);
  }
}

/** What is heard, a beep now and then. */
class FakeVolume extends Emitter implements Calling.Volume {
  level = 0;

  become(level: number): void {
    this.level = level;
    this.emit("levelChanged");
  }
}

class FakeRemoteAudioStream implements Calling.RemoteAudioStream {
  readonly volume = new FakeVolume();
  readonly getVolume = async () => this.volume;
  readonly getMediaStream = unused;
}

class FakeMediaStats implements Calling.MediaStatsCallFeature {
  readonly name = "MediaStats";
  readonly createCollector = () => new FakeCollector();
  dispose = unused;
}

/** What becomes of a transfer, a moment after it was asked for. */
class FakeTransferAttempt extends Emitter implements Calling.Transfer {
  state: Calling.TransferState = "Transferring";
  error?: Calling.TransferErrorCode;

  constructor(refusal: Calling.TransferErrorCode | null) {
    super();
    setTimeout(() => {
      this.state = refusal === null ? "Transferred" : "Failed";
      if (refusal !== null) {
        this.error = refusal;
      }
      this.emit("stateChanged");
    }, 5);
  }
}

class FakeTransfer extends Emitter implements Calling.TransferCallFeature {
  readonly name = "Transfer";
  readonly targets: object[] = [];
  dispose = unused;

  transfer(
    target:
      | Calling.TransferToParticipantLocator
      | Calling.TransferToCallLocator
      | Calling.TransferToVoicemailLocator,
  ): Calling.Transfer {
    this.targets.push(target);
    if ("targetParticipantVoicemail" in target) {
      return unused();
    }
    if ("targetCallId" in target) {
      return new FakeTransferAttempt(null);
    }
    const { targetParticipant: to } = target;
    const refusal = "phoneNumber" in to ? takesTransfer(to.phoneNumber) : unused();
    const { code = 0, sub_code: subCode = 0 } = refusal ?? {};
    return new FakeTransferAttempt(refusal === null ? null : { code, subCode });
  }
}

function unused(): never {
  throw new Error("the driver has no use for this");
}

/** A call whose far end is one of loopback's practice numbers. */
export class FakeCall extends Emitter implements SdkCall {
  state: Calling.CallState = "None";
  isMuted = false;
  callEndReason?: Calling.CallEndReason;
  readonly id = crypto.randomUUID();
  readonly transfers = new FakeTransfer();
  readonly remoteAudioStreams: FakeRemoteAudioStream[] = [];
  readonly diagnostics = new FakeUserFacingDiagnostics();
  readonly #features = new Map<unknown, unknown>([
    [FakeUserFacingDiagnostics, this.diagnostics],
    [FakeMediaStats, new FakeMediaStats()],
    [FakeTransfer, this.transfers],
  ]);
  readonly #beCalled: (callBack: CallBack) => void;
  #timer: NodeJS.Timeout | undefined;
  #heldThere = false;

  /** `null` is a far end that does nothing of itself. */
  constructor(far: Behaviour | null, beCalled: (callBack: CallBack) => void = () => undefined) {
    super();
    this.#beCalled = beCalled;
    if (far === null) {
      return;
    }
    this.#then(0, () => {
      this.become("Connecting");
      this.#then(10, () => this.#ring(far));
    });
  }

  async hangUp(options?: Calling.HangUpOptions): Promise<void> {
    if (options?.forEveryone !== true) {
      throw new Error("hung up for this side alone");
    }
    this.become("Disconnecting");
    this.#then(5, () => this.#end(0, 0));
  }

  async sendDtmf(tone: Calling.DtmfTone): Promise<void> {
    if (this.state !== "Connected" || tone === "Flash") {
      throw refusal(400, 41022);
    }
  }

  async mute(): Promise<void> {
    this.#setMuted(true);
    // Whoever calls is taken to talk all the time, as Chromium's fake microphone beeps.
    const talks = () =>
      this.diagnostics.media.become("speakingWhileMicrophoneIsMuted", this.isMuted);
    setTimeout(talks, 0);
  }

  async unmute(): Promise<void> {
    this.#setMuted(false);
    this.diagnostics.media.become("speakingWhileMicrophoneIsMuted", false);
  }

  async muteIncomingAudio(): Promise<void> {
    return;
  }

  async hold(): Promise<void> {
    this.#mustBeAnswered();
    this.become("LocalHold");
  }

  async resume(): Promise<void> {
    this.#mustBeAnswered();
    this.become(this.#heldThere ? "RemoteHold" : "Connected");
  }

  feature<F extends Calling.CallFeature>(factory: Calling.CallFeatureFactory<F>): F {
    return this.#features.get(factory.callApiCtor) as F;
  }

  #ring({ ringsFor, outcome, callsBack }: Behaviour): void {
    if (ringsFor > 0) {
      this.become("Ringing");
    }
    if (callsBack !== undefined) {
      this.#beCalled(callsBack);
    }
    if (outcome.kind === "rings_on") {
      return;
    }
    this.#then(ringsFor / HASTE, () => {
      if (outcome.kind === "ends") {
        this.#end(outcome.reason.code, outcome.reason.sub_code);
        return;
      }
      this.become("Connected");
      this.beHeard();
      if (outcome.kind === "answers_then_hangs_up") {
        this.#then(outcome.after / HASTE, () => this.#end(0, 560000));
      }
      if (outcome.kind === "answers_then_holds") {
        this.#then(outcome.after / HASTE, () => {
          this.#beHeld(true);
          this.#then(outcome.lasts / HASTE, () => this.#beHeld(false));
        });
      }
    });
  }

  /** The other side's sound comes, and is loud for a moment. */
  beHeard(): FakeVolume {
    const stream = new FakeRemoteAudioStream();
    this.remoteAudioStreams.push(stream);
    this.emit("remoteAudioStreamsUpdated", { added: [stream], removed: [] });
    setTimeout(() => stream.volume.become(55), 5);
    return stream.volume;
  }

  #beHeld(held: boolean): void {
    this.#heldThere = held;
    this.become(held ? "RemoteHold" : "Connected");
  }

  #mustBeAnswered(): void {
    if (!["Connected", "LocalHold", "RemoteHold"].includes(this.state)) {
      throw refusal(500, 41033);
    }
  }

  #setMuted(muted: boolean): void {
    this.isMuted = muted;
    this.emit("isMutedChanged");
  }

  become(state: Calling.CallState): void {
    if (this.state !== "Disconnected") {
      this.state = state;
      this.emit("stateChanged");
    }
  }

  #end(code: number, subCode: number): void {
    clearTimeout(this.#timer);
    this.callEndReason = { code, subCode };
    this.become("Disconnected");
  }

  /** One thing at a time: a hang-up takes the place of what was to come. */
  #then(delay: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, delay);
  }
}

/** A call that rings here until it is decided, or the caller's patience ends. */
class FakeIncomingCall extends Emitter implements SdkIncomingCall {
  readonly callerInfo: Calling.CallerInfo;
  callEndReason?: Calling.CallEndReason;
  readonly #accepted: (call: FakeCall) => void;
  readonly #patience: NodeJS.Timeout;

  constructor({ caller, patience }: CallBack, accepted: (call: FakeCall) => void) {
    super();
    this.#accepted = accepted;
    this.callerInfo = {
      identifier:
        caller === null
          ? { kind: "unknown", id: "anonymous" }
          : { kind: "phoneNumber", phoneNumber: caller },
    };
    this.#patience = setTimeout(() => {
      this.callEndReason = { code: 487, subCode: 540487 };
      this.emit("callEnded", { callEndReason: this.callEndReason });
    }, patience / HASTE).unref();
  }

  async accept(): Promise<SdkCall> {
    clearTimeout(this.#patience);
    const call = new FakeCall(ANSWERED_HERE);
    this.#accepted(call);
    return call;
  }

  async reject(): Promise<void> {
    clearTimeout(this.#patience);
  }
}

class FakeAgent extends Emitter implements SdkAgent {
  connectionState: Calling.ConnectionState = "Disconnected";
  /** The call that was started last. */
  call: FakeCall | null = null;

  startCall([to]: (Common.PhoneNumberIdentifier | Common.UnknownIdentifier)[]): SdkCall {
    if (to === undefined || ("id" in to && to.id !== "8:echo123")) {
      throw refusal(422, 44000);
    }
    const behaviour = "id" in to ? ANSWERS : behaviourOf(to.phoneNumber);
    this.call = new FakeCall(behaviour, (callBack) => this.#beCalled(callBack));
    return this.call;
  }

  #beCalled(callBack: CallBack): void {
    const ring = () => {
      const incomingCall = new FakeIncomingCall(callBack, (call) => {
        this.call = call;
      });
      this.emit("incomingCall", { incomingCall });
    };
    setTimeout(ring, callBack.after / HASTE).unref();
  }

  become(newValue: Calling.ConnectionState, reason?: Calling.ConnectionStateChangedReason): void {
    const oldValue = this.connectionState;
    this.connectionState = newValue;
    this.emit("connectionStateChanged", { oldValue, newValue, reason });
  }
}

class FakeDeviceManager extends Emitter implements SdkDeviceManager {
  readonly isSpeakerSelectionAvailable = true;
  microphones = [device("Microphone", 1), device("Microphone", 2)];
  speakers = [device("Speaker", 1)];
  selectedMicrophone?: Calling.AudioDeviceInfo;
  selectedSpeaker?: Calling.AudioDeviceInfo;

  async askDevicePermission(): Promise<Calling.DeviceAccess> {
    return { audio: true, video: false };
  }

  async getMicrophones(): Promise<Calling.AudioDeviceInfo[]> {
    return this.microphones;
  }

  async getSpeakers(): Promise<Calling.AudioDeviceInfo[]> {
    return this.speakers;
  }

  async selectMicrophone(device: Calling.AudioDeviceInfo): Promise<void> {
    this.selectedMicrophone = device;
    this.emit("selectedMicrophoneChanged");
  }

  async selectSpeaker(device: Calling.AudioDeviceInfo): Promise<void> {
    this.selectedSpeaker = device;
    this.emit("selectedSpeakerChanged");
  }

  have(microphones: Calling.AudioDeviceInfo[]): void {
    const removed = this.microphones.filter((device) => !microphones.includes(device));
    const added = microphones.filter((device) => !this.microphones.includes(device));
    this.microphones = microphones;
    if (this.selectedMicrophone !== undefined && removed.includes(this.selectedMicrophone)) {
      delete this.selectedMicrophone;
    }
    this.emit("audioDevicesUpdated", { added, removed });
  }
}

/** The SDK, and the strings by which a test pulls at it. */
export class FakeSdk {
  readonly agent = new FakeAgent();
  readonly devices = new FakeDeviceManager();
  /** What the agent was made with. */
  agentOptions: Calling.CallAgentOptions | null = null;

  get sdk(): Sdk {
    const { agent, devices } = this;
    const madeWith = (options: Calling.CallAgentOptions) => {
      this.agentOptions = options;
    };
    class CallClient implements SdkClient {
      readonly createCallAgent = async (
        _credential: unknown,
        options: Calling.CallAgentOptions,
      ) => {
        madeWith(options);
        setTimeout(() => agent.become("Connected"), 0);
        return agent;
      };
      readonly getDeviceManager = async () => devices;
      readonly dispose = async () => undefined;
    }
    return {
      CallClient,
      Features: {
        UserFacingDiagnostics: { callApiCtor: FakeUserFacingDiagnostics },
        MediaStats: { callApiCtor: FakeMediaStats },
        Transfer: { callApiCtor: FakeTransfer },
      },
      AzureCommunicationTokenCredential,
    };
  }

  /** Takes every microphone away, as the SDK tells of it, or brings them back. */
  plugMicrophones(there: boolean): void {
    const both = [device("Microphone", 1), device("Microphone", 2)];
    this.devices.have(there ? both : []);
    this.agent.call?.diagnostics.media.become("noMicrophoneDevicesEnumerated", !there);
  }

  /** Takes the network away or brings it back. */
  setNetwork(there: boolean): void {
    this.agent.become(there ? "Connected" : "Disconnected", "connectionIssue");
    this.agent.call?.diagnostics.network.become("noNetwork", !there);
  }
}

function device(deviceType: "Microphone" | "Speaker", number: number): Calling.AudioDeviceInfo {
  const id = `${deviceType.toLowerCase()}:${number}`;
  return { id, name: `${deviceType} ${number}`, deviceType, isSystemDefault: number === 1 };
}

/** An error with the SDK's codes. */
function refusal(code: number, subCode: number): Error {
  return Object.assign(new Error("…"), { code, subCode });
}
