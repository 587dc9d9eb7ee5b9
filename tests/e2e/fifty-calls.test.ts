// A file and a browser of its own: the policy lets a person make 60 calls in an hour.
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import { callSelection } from "./harness/context-menu.ts";
import { press, waitForCall, waitForReady, waitForWords } from "./harness/dialer.ts";
import { onStage, type Stage } from "./harness/stage.ts";

/** Busy at once, so that fifty calls take seconds: native-host/call-engine/src/loopback/behaviour.ts. */
const BUSY = "+19075550191";

const callOnce = async (dialer: Page): Promise<void> => {
  await press(dialer, /^Call/);
  await dialer.locator(".status .words", { hasText: /busy/i }).waitFor();
  // A key of the pad puts the end away, so that the next one is not taken for it.
  await dialer.keyboard.press("Backspace");
  await dialer.keyboard.press("1");
  await waitForCall(dialer, "idle");
};

/** What must not grow, after a collection of garbage. */
const measure = async (stage: Stage, dialer: Page) => {
  const session = await stage.browser.newCDPSession(dialer);
  await session.send("Performance.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return {
    listeners: of("JSEventListeners"),
    nodes: of("Nodes"),
    heap: of("JSHeapUsedSize"),
    frames: dialer.frames().length,
    hosts: stage.hosts().length,
  };
};

test(
  "fifty calls in a row leave no process, frame, listener, node or memory behind",
  onStage({}, async (stage) => {
    await stage.visit("crm/index.html");
    const dialer = await stage.dialerOpenedBy(() => callSelection(stage, BUSY));
    await waitForReady(dialer);
    await waitForWords(dialer, BUSY);
    for (let round = 0; round < 5; round += 1) await callOnce(dialer);
    const early = await measure(stage, dialer);
    for (let round = 0; round < 45; round += 1) await callOnce(dialer);
    const late = await measure(stage, dialer);
    assert.deepEqual([late.frames, late.hosts], [early.frames, early.hosts]);
    const grown = `${JSON.stringify(early)} → ${JSON.stringify(late)}`;
    assert.ok(late.listeners <= early.listeners + 5, grown);
    assert.ok(late.nodes <= early.nodes + 200, grown);
    assert.ok(late.heap <= early.heap + 1_000_000, grown);
  }),
);
