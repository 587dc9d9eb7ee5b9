/** What is measured on the same lines. */
export const WAYS = [
  /** Ours, as the extension does: only lines that may hold a number, in batches. */
  "extension",
  /** Ours, all lines in batches. */
  "batches",
  /** Ours, all lines, a call for each. */
  "lines",
  /** The peer's, a call for each line: it has no other way. */
  "peer",
  /** Only carrying the batches to WebAssembly. */
  "pass",
  /** Carrying them and counting their digits there, which is the least that a finder can do. */
  "scan",
] as const;

export type Way = (typeof WAYS)[number];
