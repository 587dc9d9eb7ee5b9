// Runs in the measured page: starts what is measured, and sees when the numbers in view are painted.
import { barePass, LibphonenumberWalker, PEER_HIGHLIGHT } from "./walkers.ts";
import type { Way } from "./way.ts";

declare global {
  /** RingCentral's own build of its package, a script beside this one. */
  var RingCentralC2D: new () => unknown;
  /** Resolves when the page has had nothing to do for half a second. */
  var atRest: () => Promise<void>;
  /** Lets a way loose on the page. */
  var begin: (way: Way) => void;
  /** Lets a way loose and answers after how many milliseconds all numbers in view were painted. */
  var untilPainted: (way: Way) => Promise<number>;
  /** Changes cells for some seconds; answers the milliseconds between the frames meanwhile. */
  var stream: (changesPerSecond: number, seconds: number) => Promise<number[]>;
}

/** Our name in the registry, which the page shares with its extensions. */
const OURS = "pagedial-number";

/** Milliseconds between two looks whether all is painted. */
const LOOK = 4;

const content = (): HTMLElement => {
  const content = document.getElementById("content");
  if (content === null) throw new Error("the page has no content");
  return content;
};

globalThis.atRest = () =>
  new Promise((rested) => {
    let quiet = 0;
    const look = (deadline: IdleDeadline): void => {
      quiet = deadline.timeRemaining() > 40 ? quiet + 1 : 0;
      if (quiet >= 10) rested();
      else requestIdleCallback(look);
    };
    requestIdleCallback(look);
  });

globalThis.begin = (way) => {
  performance.mark("begin");
  switch (way) {
    case "pagedial":
      content().removeAttribute("data-pagedial");
      break;
    case "libphonenumber": {
      const walker = new LibphonenumberWalker();
      walker.walk(content());
      walker.follow(content());
      break;
    }
    case "ringcentral":
      new RingCentralC2D();
      break;
    case "bare":
      barePass(content());
      break;
    case "nothing":
      break;
  }
};

/** The texts of the number columns that are wholly or partly in view. */
const numbersInView = (): Text[] =>
  [...document.querySelectorAll("td:nth-child(3),td:nth-child(4)")]
    .filter((cell) => cell.getBoundingClientRect().top < innerHeight)
    .map(({ firstChild }) => firstChild as Text);

const arePainted = (texts: readonly Text[], name: string): boolean => {
  const highlight = CSS.highlights.get(name);
  if (highlight === undefined || highlight.size < texts.length) return false;
  const painted = new Set<Node>([...highlight].map(({ startContainer }) => startContainer));
  return texts.every((text) => painted.has(text));
};

/**
 * Looks between the page's tasks, and not in each frame: a frame of 10 000 rows takes 30 ms and more,
 * and a page that makes one after the other leaves no time for anything else. A frame's callbacks come
 * right before it is painted.
 */
globalThis.untilPainted = async (way) => {
  const texts = numbersInView();
  if (texts.length === 0) throw new Error("no number is in view");
  const start = performance.now();
  begin(way);
  return new Promise((painted) => {
    const look = (): void => {
      if (arePainted(texts, way === "pagedial" ? OURS : PEER_HIGHLIGHT)) {
        requestAnimationFrame(() => painted(performance.now() - start));
      } else {
        setTimeout(look, LOOK);
      }
    };
    look();
  });
};

/** Every third change is one of a number, the others are of counters and words. */
globalThis.stream = (changesPerSecond, seconds) =>
  new Promise((done) => {
    const texts = [...document.querySelectorAll("td")].map(({ firstChild }) => firstChild as Text);
    const inView = texts.slice(0, 6 * 40);
    const between: number[] = [];
    const start = performance.now();
    let last = start;
    let changes = 0;
    const frame = (now: number): void => {
      between.push(now - last);
      last = now;
      const due = ((now - start) / 1000) * changesPerSecond;
      for (; changes < due; changes += 1) {
        const text = inView[(changes * 7) % inView.length];
        if (text !== undefined) text.data = changed(text.data, changes);
      }
      if (now - start < seconds * 1000) requestAnimationFrame(frame);
      else done(between.slice(1));
    };
    requestAnimationFrame(frame);
  });

/** Another number in the place of a number, another word in the place of a word. */
const changed = (data: string, change: number): string =>
  /\d/.test(data)
    ? data.replace(/\d\d$/, String(change % 100).padStart(2, "0"))
    : `${data.replace(/ \*+$/, "")} ${"*".repeat(1 + (change % 3))}`;
