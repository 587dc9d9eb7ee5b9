/**
 * How late the echo is, in seconds: late enough that one's own words are heard as an answer, not
 * as a room.
 */
const ECHO_DELAY_S = 0.4;

/**
 * The caller's voice, to be sent back. Late, where the browser lets Web Audio run; as it came where
 * not (no gesture yet, or Firefox, which kept the context suspended when measured), since a voice
 * without delay is worth more than silence.
 */
export function echoOf(voice: MediaStream, sound: AudioContext, signal: AbortSignal): MediaStream {
  pull(voice, signal);
  if (sound.state !== "running") {
    return voice;
  }
  const delay = sound.createDelay(ECHO_DELAY_S);
  delay.delayTime.value = ECHO_DELAY_S;
  const late = sound.createMediaStreamDestination();
  sound.createMediaStreamSource(voice).connect(delay).connect(late);
  return late.stream;
}

/**
 * Chromium hands a remote stream's audio to Web Audio only while a media element takes it too
 * (crbug.com/40094084, open since 2012).
 */
function pull(stream: MediaStream, signal: AbortSignal): void {
  const element = new Audio();
  element.muted = true;
  element.srcObject = stream;
  signal.addEventListener("abort", () => {
    element.srcObject = null;
  });
}
