/** The way to the background. */

import type { Found, FromContent, PaintedNumber, Refused } from "./protocol";

/** Milliseconds until an unanswered call is asked for once more: the background may be starting. */
const BACKGROUND_STARTS = 300;

/**
 * Whether the extension is still there. After it was reloaded or removed, its old content scripts
 * stay in their pages without an ID and can reach nobody.
 */
export function extensionIsThere(): boolean {
  return globalThis.chrome?.runtime?.id !== undefined;
}

/** Asks for the numbers in texts. Fails when the background does not answer. */
export async function find(blocks: string[]): Promise<Found> {
  return await send({ type: "find", blocks });
}

/** Asks for the dialer with a number. Fails when the background does not answer even twice. */
export async function call(number: string): Promise<void> {
  const message = { type: "call", number } as const;
  try {
    await send(message);
  } catch {
    await new Promise((resolve) => setTimeout(resolve, BACKGROUND_STARTS));
    await send(message);
  }
}

/** Says how many numbers this frame shows. */
export async function reportPainted(count: number): Promise<void> {
  await send({ type: "painted", count, document_since_ms: performance.timeOrigin });
}

/** Answers the background's question which numbers the frame shows. */
export function onList(list: () => Promise<PaintedNumber[]>): void {
  chrome.runtime.onMessage.addListener((message: unknown, sender, answer) => {
    if (sender.id !== chrome.runtime.id || !isList(message)) {
      return false;
    }
    void list().then(answer);
    return true;
  });
}

function isList(message: unknown): boolean {
  return (
    typeof message === "object" && message !== null && "type" in message && message.type === "list"
  );
}

async function send<Answer>(message: FromContent): Promise<Answer> {
  const answer = await chrome.runtime.sendMessage<FromContent, Answer | Refused>(message);
  if (typeof answer === "object" && answer !== null && "error" in answer) {
    throw new Error(answer.error);
  }
  return answer;
}
