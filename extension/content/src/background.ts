/** The way to the background. */

import type {
  Direction,
  DoorEvent,
  DoorRequest,
  Found,
  FromContent,
  Group,
  Listing,
  PageClues,
  Refused,
  ToContent,
} from "./protocol";

/**
 * Whether the extension is still there. After it was reloaded or removed, its old content scripts
 * stay in their pages without an ID and can reach nobody.
 */
export function extensionIsThere(): boolean {
  return globalThis.chrome?.runtime?.id !== undefined;
}

/** Asks for the numbers in texts. Fails when the background does not answer. */
export async function find(page: PageClues, groups: Group[]): Promise<Found> {
  return await send({ type: "find", page, groups });
}

/** Asks for a call on behalf of the page, and says whether this page may. */
export async function knock(request: DoorRequest): Promise<boolean> {
  return await send({ type: "door", request });
}

/** Says how many numbers this frame shows, and whether it may have more. */
export async function reportPainted(count: number, more: boolean): Promise<void> {
  await send({ type: "painted", count, more, document_since_ms: performance.timeOrigin });
}

/** What the background and the extension's pages may ask of this frame. */
export interface Asked {
  /** What it shows, after at most so many milliseconds. */
  list(patience: number): Promise<Listing>;
  /** To give the focus to the next number, if there is one. */
  step(direction: Direction): Promise<boolean>;
  /** To begin anew, with other settings. */
  renew(): void;
  /** To tell the page of a call that it has asked for. */
  tellPage(event: DoorEvent): void;
  /** What is selected in it; `null` when the person is in another frame. */
  selection(): string | null;
}

/** Does what is asked. */
export function onAsked(asked: Asked): void {
  chrome.runtime.onMessage.addListener((message: ToContent, sender, answer) => {
    if (sender.id !== chrome.runtime.id) {
      return false;
    }
    switch (message.type) {
      case "list":
        void asked.list(message.patience_ms).then(answer);
        return true;
      case "step":
        void asked.step(message.direction).then(answer);
        return true;
      case "renew":
        asked.renew();
        return false;
      case "door":
        asked.tellPage(message.event);
        return false;
      case "selection": {
        const selected = asked.selection();
        if (selected !== null) {
          answer(selected);
        }
        return false;
      }
    }
  });
}

/** Asks the background. Fails with what it says when it refuses, and when it is not there. */
export async function send<Answer>(message: FromContent): Promise<Answer> {
  const answer = await chrome.runtime.sendMessage<FromContent, Answer | Refused>(message);
  if (typeof answer === "object" && answer !== null && "error" in answer) {
    throw new Error(answer.error);
  }
  return answer;
}
