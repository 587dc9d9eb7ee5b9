import type * as Calling from "@azure/communication-calling";
import type * as Common from "@azure/communication-common";
import { DriverFailure } from "../driver.ts";

/** What the engine uses of Microsoft's packages, byte for byte as they came. */
export interface Sdk {
  readonly CallClient: new () => SdkClient;
  readonly Features: Pick<
    typeof Calling.Features,
    "UserFacingDiagnostics" | "MediaStats" | "Transfer"
  >;
  readonly AzureCommunicationTokenCredential: typeof Common.AzureCommunicationTokenCredential;
}

/** What is used of the SDK's `CallClient`. */
export interface SdkClient extends Pick<Calling.CallClient, "dispose"> {
  createCallAgent(
    credential: Common.AzureCommunicationTokenCredential,
    options: Calling.CallAgentOptions,
  ): Promise<SdkAgent>;
  getDeviceManager(): Promise<SdkDeviceManager>;
}

/** What is used of the SDK's `CallAgent`. */
export interface SdkAgent extends Pick<Calling.CallAgent, "connectionState"> {
  startCall(
    to: (Common.PhoneNumberIdentifier | Common.UnknownIdentifier)[],
    options: Calling.StartCallOptions,
  ): SdkCall;
  on(event: "connectionStateChanged", listener: Calling.ConnectionStateChangedEvent): void;
  on(event: "incomingCall", listener: (args: { incomingCall: SdkIncomingCall }) => void): void;
}

/** What is used of the SDK's `IncomingCall`. */
export interface SdkIncomingCall
  extends Pick<Calling.IncomingCall, "callerInfo" | "callEndReason" | "on" | "off" | "reject"> {
  accept(): Promise<SdkCall>;
}

/** What is used of the SDK's `Call`. */
export type SdkCall = Pick<
  Calling.Call,
  | "id"
  | "state"
  | "callEndReason"
  | "isMuted"
  | "remoteAudioStreams"
  | "on"
  | "off"
  | "hangUp"
  | "sendDtmf"
  | "mute"
  | "unmute"
  | "muteIncomingAudio"
  | "hold"
  | "resume"
  | "feature"
>;

/** What is used of the SDK's `DeviceManager`. */
export type SdkDeviceManager = Pick<
  Calling.DeviceManager,
  | "askDevicePermission"
  | "getMicrophones"
  | "getSpeakers"
  | "selectMicrophone"
  | "selectSpeaker"
  | "selectedMicrophone"
  | "selectedSpeaker"
  | "isSpeakerSelectionAvailable"
  | "on"
  | "off"
>;

/**
 * Loads the SDK through the page's import map, silent: its log lines can hold tokens and numbers.
 *
 * Rejects with {@link DriverFailure}: `sdk_missing` when the host has no such file, `sdk_failed`
 * when the file does not load or run.
 */
export async function loadSdk(): Promise<Sdk> {
  try {
    const { setLogLevel } = await import("@azure/logger");
    setLogLevel(undefined);
    const [{ CallClient, Features }, { AzureCommunicationTokenCredential }] = await Promise.all([
      import("@azure/communication-calling"),
      import("@azure/communication-common"),
    ]);
    return { CallClient, Features, AzureCommunicationTokenCredential };
  } catch (error) {
    throw await loadFailure(error);
  }
}

/** `import()` does not say why it failed, so the file's status is asked for afterwards. */
async function loadFailure(error: unknown): Promise<DriverFailure> {
  const name = error instanceof Error ? error.name : "unknown";
  const status = await statusOf(import.meta.resolve("@azure/communication-calling"));
  return new DriverFailure(
    status === 404 ? "sdk_missing" : "sdk_failed",
    `import: ${name}, status: ${status ?? "none"}`,
  );
}

async function statusOf(url: string): Promise<number | null> {
  try {
    return (await fetch(url, { method: "HEAD" })).status;
  } catch {
    // The host itself is gone, which is no answer about the file.
    return null;
  }
}
