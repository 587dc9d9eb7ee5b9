/** Asks the background for the dialer. */

import { send } from "../background";
import type { About } from "./about";

/** Milliseconds until an unanswered call is asked for once more: the background may be starting. */
const BACKGROUND_STARTS = 300;

/** Asks for the dialer with a number. Fails when the background does not answer even twice. */
export async function call(number: string, { subject, title }: About): Promise<void> {
  const message = { type: "call", number, subject, title } as const;
  try {
    await send(message);
  } catch {
    await new Promise((resolve) => setTimeout(resolve, BACKGROUND_STARTS));
    await send(message);
  }
}
