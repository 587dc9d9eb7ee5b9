/**
 * The open door (docs/open-door.md): a page may ask for a call by a DOM event and hears by others
 * how it goes. Whether this page may is the background's to say; one that may not hears nothing.
 */

import { knock } from "./background";
import type { DoorEvent } from "./protocol";

/** Characters of a text that are passed on: as long as a line. */
const LONGEST = 120;

/** Listens for a page that asks, until the signal is given. */
export function openDoor(signal: AbortSignal): void {
  let shut = false;
  const hear = async (event: Event): Promise<void> => {
    // Within a person's own click: a page that nobody touches cannot bring windows up.
    if (shut || !(event instanceof CustomEvent) || !navigator.userActivation.isActive) {
      return;
    }
    const [call, number, name] = ["call", "number", "name"].map((key) => part(event.detail, key));
    if (call && number) {
      // One at a time, and none any more once the background has said no.
      shut = true;
      shut = !(await knock({ call, number, name: name || null }).catch(() => true));
    }
  };
  document.addEventListener("pagedial:call", hear, { signal });
}

/** Tells the page how its call goes. */
export function tellPage(event: DoorEvent): void {
  document.dispatchEvent(new CustomEvent("pagedial:event", { detail: event }));
}

function part(detail: unknown, key: string): string {
  return String((Object(detail) as Record<string, unknown>)[key] ?? "")
    .slice(0, LONGEST)
    .trim()
    .toWellFormed();
}
