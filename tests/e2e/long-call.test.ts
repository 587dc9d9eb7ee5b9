// A call that outlives its token and, in the middle of it, its host.
import assert from "node:assert/strict";
import { test } from "node:test";

import { callSelection } from "./harness/context-menu.ts";
import {
  engineFrame,
  hangUp,
  talkTo,
  waitForCall,
  waitForReady,
  waitForWords,
} from "./harness/dialer.ts";
import { PRACTICE } from "./harness/practice.ts";
import { onStage, type Stage } from "./harness/stage.ts";

const MINUTE = 60_000;
/** As long as the emulator's tokens live, like those of ACS. */
const TOKEN_LIFE = 24 * 60 * MINUTE;

declare global {
  interface Window {
    /** Lets so many milliseconds pass for the engine at once. */
    letPass?: (milliseconds: number) => void;
  }
}

/**
 * Runs in each frame. What waits for long in the engine's waits for the end of a token: the timers
 * of a call are shorter, and none is touched.
 */
const hastenEngine = (): void => {
  if (!location.pathname.startsWith("/pagedial-engine/")) return;
  const [now, set] = [Date.now.bind(Date), window.setTimeout.bind(window)];
  const patient = new Map<number, () => void>();
  let passed = 0;
  Date.now = () => now() + passed;
  Object.assign(window, {
    setTimeout(action: () => void, delay: number) {
      const timer = set(action, delay);
      if (delay >= 50_000) patient.set(timer, action);
      return timer;
    },
    clearTimeout: new Proxy(window.clearTimeout, {
      apply(clear, _, [timer]: [number]) {
        patient.delete(timer);
        return Reflect.apply(clear, window, [timer]);
      },
    }),
    letPass(milliseconds: number) {
      passed += milliseconds;
      for (const [timer, action] of [...patient]) {
        window.clearTimeout(timer);
        action();
      }
    },
  });
};

/** How often the phone service has given a token, once it has done so `times` times. */
const untilTokens = async (stage: Stage, times: number): Promise<number> => {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const requests = await stage.emulator.requests();
    const issued = requests.filter(
      ({ operation, status }) => operation === "issue" && status < 300,
    );
    if (issued.length >= times) return issued.length;
    assert.ok(Date.now() < deadline, `${issued.length} tokens of ${times}`);
    await new Promise((again) => setTimeout(again, 50));
  }
};

test(
  "the host is killed after most of a day's call, and the next one renews the token in time",
  onStage({}, async (stage) => {
    await stage.browser.addInitScript(hastenEngine);
    await stage.visit("crm/index.html");
    const dialer = await stage.dialerOpenedBy(() => callSelection(stage, PRACTICE.answers));
    await waitForReady(dialer);
    await talkTo(dialer, stage, PRACTICE.answers);
    assert.equal(await untilTokens(stage, 1), 1);
    const [host] = stage.hosts();
    assert.ok(host);
    process.kill(host, "SIGKILL");
    await waitForWords(dialer, /The program on this computer is gone/);
    // A token is wanted from ten minutes before the end of the last one.
    const due = TOKEN_LIFE - 9 * MINUTE;
    await engineFrame(dialer).evaluate((due) => window.letPass?.(due), due);
    assert.equal(await untilTokens(stage, 2), 2);
    await dialer.getByText(/could not be renewed/).waitFor({ state: "detached" });
    await waitForCall(dialer, "connected");
    await hangUp(dialer);
    await waitForReady(dialer);
    const written = stage.history().at(-1);
    assert.ok(written?.answered_at_ms && written.ended_at_ms, JSON.stringify(written));
  }),
);
