// A file and a browser of its own: the policy lets a person make 60 calls in an hour.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

import type { Frame, Page } from "playwright-core";

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

/** What a page or frame of a process of its own holds, after a collection of garbage. */
const held = async (stage: Stage, part: Page | Frame) => {
  const session = await stage.browser.newCDPSession(part);
  await session.send("Performance.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return { listeners: of("JSEventListeners"), nodes: of("Nodes"), heap: of("JSHeapUsedSize") };
};

/** Files, pipes and sockets, ports among them, that a process has open. */
const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** What must not grow. */
const measure = async (stage: Stage, dialer: Page) => {
  const engine = dialer.frames().find((frame) => frame.url().startsWith("http://localhost:"));
  assert.ok(engine);
  return {
    dialer: await held(stage, dialer),
    engine: await held(stage, engine),
    frames: dialer.frames().length,
    hosts: stage.hosts().map((pid) => ({ pid, descriptors: descriptors(pid) })),
  };
};

test(
  "fifty calls in a row leave no process, port, frame, listener, node or memory behind",
  onStage({}, async (stage) => {
    await stage.visit("crm/index.html");
    const dialer = await stage.dialerOpenedBy(() => callSelection(stage, BUSY));
    await waitForReady(dialer);
    await waitForWords(dialer, BUSY);
    for (let round = 0; round < 5; round += 1) await callOnce(dialer);
    const early = await measure(stage, dialer);
    for (let round = 0; round < 45; round += 1) await callOnce(dialer);
    const late = await measure(stage, dialer);
    const grown = `${JSON.stringify(early)} → ${JSON.stringify(late)}`;
    const processes = ({ hosts }: typeof late): number[] => hosts.map(({ pid }) => pid);
    assert.deepEqual([late.frames, processes(late)], [early.frames, processes(early)], grown);
    // One that waits for its next request comes and goes: a connection of the browser to the
    // engine's port, one of the host to the phone service. Forty-five calls would leave more.
    late.hosts.forEach(({ descriptors }, index) => {
      assert.ok(descriptors <= (early.hosts[index]?.descriptors ?? 0) + 2, grown);
    });
    for (const part of ["dialer", "engine"] as const) {
      assert.ok(late[part].listeners <= early[part].listeners + 5, grown);
      assert.ok(late[part].nodes <= early[part].nodes + 200, grown);
      assert.ok(late[part].heap <= early[part].heap + 1_000_000, grown);
    }
  }),
);
