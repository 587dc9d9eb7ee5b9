// What is found on pages with known truth that the context layer's weights were not fitted on.
import { execFileSync } from "node:child_process";
import path from "node:path";

import { findPhoneNumbersInText, isSupportedCountry } from "libphonenumber-js/max";

import * as paths from "../../e2e/harness/paths.ts";
import { type Bench, rounded, type Thoroughness } from "../figure.ts";
import { markdown } from "../markdown.ts";

const ID = "numbers.context";
const PEER = "libphonenumber-js/max findPhoneNumbersInText";
const SEED = 20_260_101;
const PAGES: Record<Thoroughness, number> = { full: 9000, quick: 300 };

/** As `extension/numbers/corpus` writes its pages; places are bytes of UTF-8. */
interface Page {
  user: string;
  blocks: { text: string; truth: Truth[] }[];
}
interface Truth {
  start: number;
  end: number;
  e164: string;
  is_fax: boolean;
}

interface Counts {
  method: string;
  /** Found, and to be called. */
  right: number;
  /** Found, and not to be called. */
  wrong: number;
  /** To be called, and not found. */
  missed: number;
}

export const context: Bench = {
  ids: [ID],
  measure(_ids, thoroughness) {
    const pages = PAGES[thoroughness];
    const judged = linesOf<Counts>("judge-pages", pages);
    const peer = judge(linesOf<Page>("corpus", pages));
    const [ours] = judged;
    if (ours === undefined) throw new Error("judge-pages judged nothing");
    const figure = {
      id: ID,
      what: "of what is found on held-back pages, numbers that a person would call",
      unit: "share",
      ours: share(ours.right, ours.wrong),
      peer: share(peer.right, peer.wrong),
      peer_name: PEER,
      ratio: rounded(share(ours.right, ours.wrong) / share(peer.right, peer.wrong)),
      goal: "ours >= 0.99, of those numbers >= 0.97 found",
      met: share(ours.right, ours.wrong) >= 0.99 && share(ours.right, ours.missed) >= 0.97,
    };
    const rows = [...judged, peer].map(({ method, right, wrong, missed }) => [
      method,
      ...[share(right, wrong), share(right, missed), right, wrong, missed].map(String),
    ]);
    const head = ["method", "precision", "recall", "right", "wrong", "missed"];
    const details = `${pages} held-back pages of seed ${SEED}:\n\n${markdown(head, rows)}`;
    return Promise.resolve({ figures: [figure], details });
  },
};

const linesOf = <Line>(program: string, pages: number): Line[] => {
  const output = execFileSync(
    path.join(paths.pictures("release"), program),
    ["--pages", `${pages}`, "--seed", `${SEED}`],
    { encoding: "utf8", maxBuffer: 1 << 30 },
  );
  return output
    .trimEnd()
    .split("\n")
    .map((line): Line => JSON.parse(line));
};

/** How often libphonenumber-js is right, counted as `corpus/src/evaluation.rs` counts the others. */
const judge = (pages: readonly Page[]): Counts => {
  const counts: Counts = { method: "libphonenumber-js/max", right: 0, wrong: 0, missed: 0 };
  for (const { user, blocks } of pages) {
    const region = isSupportedCountry(user) ? user : undefined;
    for (const { text, truth } of blocks) {
      const calls = truth.filter(({ is_fax }) => !is_fax);
      const bytes = (units: number): number => Buffer.byteLength(text.slice(0, units));
      const found = findPhoneNumbersInText(text, region).map((match) => {
        const [start, end] = [bytes(match.startsAt), bytes(match.endsAt)];
        return calls.filter(
          (call) => start < call.end && call.start < end && call.e164 === match.number.number,
        );
      });
      counts.right += found.filter(({ length }) => length > 0).length;
      counts.wrong += found.filter(({ length }) => length === 0).length;
      const all = new Set(found.flat());
      counts.missed += calls.filter((call) => !all.has(call)).length;
    }
  }
  return counts;
};

const share = (part: number, rest: number): number =>
  part + rest === 0 ? 1 : Number((part / (part + rest)).toFixed(4));
