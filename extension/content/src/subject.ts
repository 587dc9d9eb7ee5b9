/** The way to {@link file://./about.ts}, which is fetched when it is needed. */

import type { Subject } from "./protocol";

/** Where a number was found, and whom it belongs to. */
export interface About {
  readonly subject: Subject;
  readonly title: string | null;
}

/** Nothing is known. */
const NOBODY: About = { subject: { name: null, label: null }, title: null };

type AboutOf = (node: Node | undefined) => About;

/** Gives what finds out about numbers; in a frame that may not fetch it, nothing is known. */
export async function fetchAbout(): Promise<AboutOf> {
  try {
    const { aboutOf }: typeof import("./about") = await import(chrome.runtime.getURL("about.js"));
    return aboutOf;
  } catch {
    return () => NOBODY;
  }
}
