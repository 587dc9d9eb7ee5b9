import type {
  CollectionUpdatedEvent,
  LatestDiagnosticValue,
  LatestMediaDiagnostics,
  LatestNetworkDiagnostics,
  MediaStatsReportSample,
  RemoteAudioStream,
} from "@azure/communication-calling";
import type { CallListener } from "../driver.ts";
import type { Diagnostic, MediaStats } from "../protocol.ts";
import type { Sdk, SdkCall } from "./sdk.ts";

type SdkDiagnostic = keyof LatestMediaDiagnostics | keyof LatestNetworkDiagnostics;

/** The SDK's user facing diagnostics of voice, in the protocol's words. */
const DIAGNOSTICS: Readonly<Partial<Record<SdkDiagnostic, Diagnostic>>> = {
  speakingWhileMicrophoneIsMuted: "speaking_while_muted",
  noSpeakerDevicesEnumerated: "no_speaker",
  noMicrophoneDevicesEnumerated: "no_microphone",
  microphoneNotFunctioning: "microphone_silent",
  microphoneNotMuteButSilent: "microphone_silent",
  microphoneMuteUnexpectedly: "microphone_muted_by_system",
  microphonePermissionDenied: "microphone_denied",
  noNetwork: "no_network",
  networkReconnect: "reconnecting",
  networkReceiveQuality: "receiving_poorly",
  networkSendQuality: "sending_poorly",
  networkRelaysNotReachable: "relays_unreachable",
};

/** `DiagnosticQuality.Good` (2.0.0); poor is 2, bad 3. */
const GOOD = 1;

type Listener = Pick<CallListener, "diagnostic" | "stats" | "audioLevel">;

/** Follows what the SDK observes of a call. Returns what ends that. */
export function observe(call: SdkCall, features: Sdk["Features"], listener: Listener): () => void {
  const stops = [
    followDiagnostics(call, features, listener),
    followStats(call, features, listener),
    followLevel(call, listener),
  ];
  return () => {
    for (const stop of stops) {
      stop();
    }
  };
}

function followDiagnostics(
  call: SdkCall,
  features: Sdk["Features"],
  listener: Listener,
): () => void {
  const { media, network } = call.feature(features.UserFacingDiagnostics);
  const active = new Set<SdkDiagnostic>();
  const isActive = (diagnostic: Diagnostic) =>
    [...active].some((name) => DIAGNOSTICS[name] === diagnostic);
  const learn = (name: SdkDiagnostic, value: LatestDiagnosticValue) => {
    const diagnostic = DIAGNOSTICS[name];
    if (diagnostic === undefined) {
      return;
    }
    // Two of the SDK's may be one of ours.
    const before = isActive(diagnostic);
    if (isTrouble(value)) {
      active.add(name);
    } else {
      active.delete(name);
    }
    if (isActive(diagnostic) !== before) {
      listener.diagnostic(diagnostic, !before);
    }
  };
  const onChanged = ({
    diagnostic,
    ...value
  }: LatestDiagnosticValue & { diagnostic: SdkDiagnostic }) => learn(diagnostic, value);
  media.on("diagnosticChanged", onChanged);
  network.on("diagnosticChanged", onChanged);
  const latest = { ...media.getLatest(), ...network.getLatest() };
  for (const [name, value] of Object.entries(latest)) {
    if (value !== undefined) {
      learn(name as SdkDiagnostic, value);
    }
  }
  return () => {
    media.off("diagnosticChanged", onChanged);
    network.off("diagnosticChanged", onChanged);
  };
}

function isTrouble({ value, valueType }: LatestDiagnosticValue): boolean {
  return valueType === "DiagnosticQuality" ? Number(value) > GOOD : value === true;
}

function followStats(call: SdkCall, features: Sdk["Features"], listener: Listener): () => void {
  const collector = call.feature(features.MediaStats).createCollector();
  const onSample = (sample: MediaStatsReportSample) => listener.stats(statsOf(sample));
  collector.on("sampleReported", onSample);
  return () => {
    collector.off("sampleReported", onSample);
    collector.dispose();
  };
}

/** How loud the other side is. The SDK has it from 0 to 100, for each stream that there comes. */
function followLevel(call: SdkCall, listener: Listener): () => void {
  const life = new AbortController();
  const follow = (stream: RemoteAudioStream) => {
    stream.getVolume().then(
      (volume) => {
        const onLevel = () => listener.audioLevel(Math.min(1, Math.max(0, volume.level / 100)));
        if (!life.signal.aborted) {
          volume.on("levelChanged", onLevel);
          life.signal.addEventListener("abort", () => volume.off("levelChanged", onLevel));
        }
      },
      // A stream that went meanwhile has no loudness.
      () => undefined,
    );
  };
  const onStreams: CollectionUpdatedEvent<RemoteAudioStream> = ({ added }) => {
    for (const stream of added) {
      follow(stream);
    }
  };
  call.on("remoteAudioStreamsUpdated", onStreams);
  onStreams({ added: [...call.remoteAudioStreams], removed: [] });
  return () => {
    life.abort();
    call.off("remoteAudioStreamsUpdated", onStreams);
  };
}

function statsOf({ audio }: MediaStatsReportSample): MediaStats {
  const [incoming] = audio.receive;
  const [outgoing] = audio.send;
  const lost = incoming?.packetsLostPerSecond ?? 0;
  const due = lost + (incoming?.packetsPerSecond ?? 0);
  return {
    round_trip_ms: incoming?.rttInMs ?? outgoing?.rttInMs ?? null,
    jitter_ms: incoming?.jitterInMs ?? null,
    lost: due > 0 ? lost / due : null,
  };
}
