import type { Cancel, Clock } from "../clock.ts";
import type { MediaStats } from "../protocol.ts";

/** Between two measurements, in milliseconds. */
const INTERVAL_MS = 2_000;

/** What is read of `RTCPeerConnection.getStats` (W3C webrtc-stats). Times are in seconds there. */
interface Sample {
  readonly type: string;
  readonly kind?: string;
  readonly jitter?: number;
  readonly packetsLost?: number;
  readonly packetsReceived?: number;
  readonly currentRoundTripTime?: number;
  readonly nominated?: boolean;
}

interface Packets {
  readonly lost: number;
  readonly received: number;
}

const NO_PACKETS: Packets = { lost: 0, received: 0 };

/** Measures a connection every two seconds until the signal aborts. */
export function measureStats(
  end: RTCPeerConnection,
  clock: Clock,
  report: (stats: MediaStats) => void,
  signal: AbortSignal,
): void {
  let before = NO_PACKETS;
  let cancel: Cancel = () => undefined;
  const measure = async () => {
    const samples: Sample[] = [];
    (await end.getStats()).forEach((sample: Sample) => {
      samples.push(sample);
    });
    if (!signal.aborted) {
      const packets = packetsOf(samples);
      report(statsOf(samples, before, packets));
      before = packets;
      cancel = clock.after(INTERVAL_MS, measure);
    }
  };
  signal.addEventListener("abort", () => cancel(), { once: true });
  cancel = clock.after(INTERVAL_MS, measure);
}

function packetsOf(samples: readonly Sample[]): Packets {
  const incoming = samples.find(({ type }) => type === "inbound-rtp");
  return { lost: incoming?.packetsLost ?? 0, received: incoming?.packetsReceived ?? 0 };
}

function statsOf(samples: readonly Sample[], before: Packets, now: Packets): MediaStats {
  const incoming = samples.find(({ type }) => type === "inbound-rtp");
  const path = samples.find(({ type, nominated }) => type === "candidate-pair" && nominated);
  const lost = Math.max(0, now.lost - before.lost);
  const due = lost + now.received - before.received;
  return {
    round_trip_ms: milliseconds(path?.currentRoundTripTime),
    jitter_ms: milliseconds(incoming?.jitter),
    lost: due > 0 ? lost / due : null,
  };
}

function milliseconds(seconds: number | undefined): number | null {
  return seconds === undefined ? null : seconds * 1_000;
}
