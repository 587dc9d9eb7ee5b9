// What a page's main thread does, from Chromium's own trace.
import type { CDPSession } from "playwright-core";

/**
 * What a page's main thread did, in milliseconds of its CPU time: unlike the clock on the wall it
 * does not go on while other programs have the processor.
 */
export interface Work {
  /** Scripts, messages and collecting garbage, all together. */
  readonly scripts: number;
  /** The longest task of these. */
  readonly longest: number;
  /** The frames that the browser made, all together, but for the scripts that run in them. */
  readonly frames: number;
  /** The longest of these. */
  readonly longestFrame: number;
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  dur?: number;
  tdur?: number;
}

const TASK = "ThreadControllerImpl::RunTask";
/** What only a task that makes a frame has in it, and what it has of scripts. */
const OF_A_FRAME = "PrePaint";
const SCRIPTS_OF_A_FRAME = "FireAnimationFrame";
/** Tasks, what is in them, and the marks of `performance.mark`. */
const CATEGORIES = ["toplevel", "devtools.timeline", "blink.user_timing"];

/**
 * Traces a page while `act` runs. The page does nothing of its own meanwhile, so whatever its main
 * thread does is due to what `act` began: also messages, collecting garbage and painting, which no
 * clock inside the scripts sees.
 */
export const workDuring = async (
  session: CDPSession,
  act: () => Promise<unknown>,
): Promise<Work> => {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }): void => {
    events.push(...(value as TraceEvent[]));
  };
  session.on("Tracing.dataCollected", collect);
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: CATEGORIES, recordMode: "recordAsMuchAsPossible" },
  });
  await act();
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  session.off("Tracing.dataCollected", collect);
  return summaryOf(events);
};

const summaryOf = (events: readonly TraceEvent[]): Work => {
  const mark = events.find(({ name }) => name === "begin");
  if (mark === undefined) throw new Error("the trace has no mark where it begins");
  const ofThread = events.filter(
    ({ ph, pid, tid, ts, dur = 0 }) =>
      ph === "X" && pid === mark.pid && tid === mark.tid && ts + dur >= mark.ts,
  );
  const named = (name: string): TraceEvent[] => ofThread.filter((event) => event.name === name);
  const paints = named(OF_A_FRAME);
  const callbacks = named(SCRIPTS_OF_A_FRAME);
  const scripts: number[] = [];
  const frames: number[] = [];
  for (const task of named(TASK)) {
    if (paints.some((paint) => isIn(paint, task))) {
      const own = sum(callbacks.filter((callback) => isIn(callback, task)).map(milliseconds));
      scripts.push(own);
      frames.push(milliseconds(task) - own);
    } else {
      scripts.push(milliseconds(task));
    }
  }
  return {
    scripts: sum(scripts),
    longest: Math.max(0, ...scripts),
    frames: sum(frames),
    longestFrame: Math.max(0, ...frames),
  };
};

const isIn = (inner: TraceEvent, outer: TraceEvent): boolean =>
  inner.ts >= outer.ts && inner.ts <= outer.ts + (outer.dur ?? 0);

const milliseconds = ({ tdur = 0 }: TraceEvent): number => tdur / 1000;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
