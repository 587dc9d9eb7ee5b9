import { OPENING } from "./protocol.ts";

/** What of a window's `message` event decides about the opening. */
export interface OpeningEvent {
  readonly origin: string;
  readonly source: unknown;
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

/**
 * The port of a genuine opening: from exactly the opener's origin, from the frame's parent, with
 * exactly one port. `null` for anything else.
 */
export function openedPort(
  event: OpeningEvent,
  opener: string,
  parent: unknown,
): MessagePort | null {
  const isOpening =
    event.origin === opener &&
    event.source === parent &&
    typeof event.data === "object" &&
    event.data !== null &&
    "type" in event.data &&
    event.data.type === OPENING &&
    event.ports.length === 1;
  return isOpening ? (event.ports[0] ?? null) : null;
}
