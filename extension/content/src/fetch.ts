/** The way to {@link file://./controls/controls.ts}, which is fetched when it is wanted. */

import type { Controls, Surface } from "./controls/controls";

/**
 * Gives what opens the controls; `null` where a frame may not fetch them, as a page that is sandboxed
 * by its own CSP in Firefox: its numbers are painted only.
 */
export async function fetchControls(): Promise<((surface: Surface) => Controls) | null> {
  try {
    const { open }: typeof import("./controls/controls") = await import(
      chrome.runtime.getURL("controls.js")
    );
    return open;
  } catch {
    return null;
  }
}
