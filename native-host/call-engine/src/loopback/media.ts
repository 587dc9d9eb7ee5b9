import type { Clock } from "../clock.ts";
import { echoOf } from "./echo.ts";

/** How long the two ends have to find each other, in milliseconds. Measured: 24 to 42. */
const CONNECT_BOUND_MS = 10_000;

/** The two ends have found no way to each other. */
export class MediaUnreachable extends Error {}

/** The media of a practice call that has connected. */
export interface Media {
  /** This side's end of the connection. */
  readonly near: RTCPeerConnection;
  /** What comes back from the far end. */
  readonly heard: MediaStream;
  /** Sends the caller's voice and tones. */
  readonly sender: RTCRtpSender;
  /** Resolves when the connection is lost. */
  readonly lost: Promise<void>;
}

/**
 * Connects the microphone with a far end in this page that echoes. The signal takes both ends
 * down, before or after they have connected.
 *
 * Rejects with {@link MediaUnreachable} when they find no way to each other within 10 s, as on a
 * machine whose only interface is loopback: Chromium gathers no candidate there.
 */
export async function connectMedia(
  microphone: MediaStream,
  sound: AudioContext,
  clock: Clock,
  signal: AbortSignal,
): Promise<Media> {
  const near = openEnd(signal);
  const far = openEnd(signal);
  for (const voice of microphone.getAudioTracks()) {
    near.addTrack(voice, microphone);
  }
  const [heard] = await Promise.all([
    firstStream(near),
    connection(near, clock, signal),
    negotiate(near, far, sound, signal),
  ]);
  const [sender] = near.getSenders();
  if (sender === undefined) {
    throw new MediaUnreachable("the microphone has no audio track");
  }
  return { near, heard, sender, lost: loss(near) };
}

async function negotiate(
  near: RTCPeerConnection,
  far: RTCPeerConnection,
  sound: AudioContext,
  signal: AbortSignal,
): Promise<void> {
  const arriving = firstStream(far);
  await far.setRemoteDescription(await fullDescription(near));
  const echo = echoOf(await arriving, sound, signal);
  for (const track of echo.getAudioTracks()) {
    far.addTrack(track, echo);
  }
  await near.setRemoteDescription(await fullDescription(far));
}

function openEnd(signal: AbortSignal): RTCPeerConnection {
  signal.throwIfAborted();
  const end = new RTCPeerConnection();
  signal.addEventListener("abort", () => end.close(), { once: true });
  return end;
}

/**
 * The offer or answer with its candidates in it. Without a STUN server they are gathered at once,
 * so there is nothing to gain from sending them one by one.
 */
async function fullDescription(end: RTCPeerConnection): Promise<RTCSessionDescription> {
  await end.setLocalDescription();
  while (end.iceGatheringState !== "complete") {
    await new Promise((resolve) =>
      end.addEventListener("icegatheringstatechange", resolve, { once: true }),
    );
  }
  if (end.localDescription === null) {
    throw new MediaUnreachable("no local description");
  }
  return end.localDescription;
}

function firstStream(end: RTCPeerConnection): Promise<MediaStream> {
  return new Promise((resolve) => {
    end.addEventListener("track", ({ streams, track }) =>
      resolve(streams[0] ?? new MediaStream([track])),
    );
  });
}

function connection(end: RTCPeerConnection, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(CONNECT_BOUND_MS, () =>
      reject(new MediaUnreachable(`not connected within ${CONNECT_BOUND_MS} ms`)),
    );
    signal.addEventListener("abort", () => {
      cancel();
      reject(signal.reason);
    });
    end.addEventListener("connectionstatechange", () => {
      if (end.connectionState === "connected") {
        cancel();
        resolve();
      } else if (end.connectionState === "failed") {
        cancel();
        reject(new MediaUnreachable("ICE failed"));
      }
    });
  });
}

function loss(end: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    end.addEventListener("connectionstatechange", () => {
      if (end.connectionState === "failed") {
        resolve();
      }
    });
  });
}
