/** One figure as `cargo xtask bench --json` writes it; the names are part of that interface. */
export interface Figure {
  id: string;
  /** What was measured, in a few words. */
  what: string;
  unit: string;
  /** Median of our measurements, in the unit. */
  ours: number;
  /** Median of the peer's, from the same run. */
  peer: number;
  peer_name: string;
  /** How many times better than the peer's ours is, whether more is better or less. */
  ratio: number;
  /** What must be true for the goal to be met. */
  goal: string;
  met: boolean;
}

/** `quick` shows that everything works and gives a first idea; only `full` is to be quoted. */
export type Thoroughness = "full" | "quick";

export interface Report {
  figures: Figure[];
  /** What the figures cannot say alone, for a person, in Markdown. */
  details: string;
}

/** Measures some of the figures. */
export interface Bench {
  readonly ids: readonly string[];
  measure(ids: readonly string[], thoroughness: Thoroughness): Promise<Report>;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("nothing was measured");
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
};

/** With three significant digits: more would be noise. */
export const rounded = (value: number): number => Number(value.toPrecision(3));
