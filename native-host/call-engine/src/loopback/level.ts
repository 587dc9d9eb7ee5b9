/** Five measurements a second. */
const INTERVAL_MS = 200;

/** 8192 samples are 171 ms at 48 kHz: hardly a gap between two measurements. */
const WINDOW_SAMPLES = 8_192;

/** Measures a stream's peak five times a second, 0 to 1, until the returned function is called. */
export function measureLevel(
  stream: MediaStream,
  sound: AudioContext,
  report: (level: number) => void,
): () => void {
  const analyser = sound.createAnalyser();
  analyser.fftSize = WINDOW_SAMPLES;
  const source = sound.createMediaStreamSource(stream);
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    report(peak(samples));
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}

/** The loudest sample, at most 1: Web Audio's can lie above (1.03 measured). */
function peak(samples: Float32Array): number {
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return Math.min(loudest, 1);
}
