import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "playwright-core";

import {
  dialerFromCrm,
  engineUrl,
  press,
  waitForCall,
  waitForReady,
  waitForWords,
} from "./harness/dialer.ts";
import { onStage } from "./harness/stage.ts";

test(
  "the engine is framed from http://localhost, and nothing is asked of 127.0.0.1",
  onStage({}, async (stage) => {
    const asked: string[] = [];
    const page = await dialerFromCrm(stage);
    page.on("request", (request) => asked.push(new URL(request.url()).host));
    await page.reload();
    await waitForReady(page);
    const url = await engineUrl(page);
    assert.equal(url.protocol, "http:");
    assert.equal(url.hostname, "localhost");
    assert.ok(asked.includes(url.host));
    assert.deepEqual(
      asked.filter((host) => host.startsWith("127.") || host.startsWith("[")),
      [],
    );
  }),
);

test(
  "the engine's files are closed to every other page and address",
  onStage({}, async (stage) => {
    const page = await dialerFromCrm(stage);
    await waitForReady(page);
    const url = await engineUrl(page);
    const byAddress = await fetch(url.href.replace("localhost", "127.0.0.1"));
    assert.notEqual(byAddress.status, 200, "a Host of 127.0.0.1 must be refused");
    const noSecret = await fetch(new URL("/pagedial-engine/", url));
    assert.equal(noSecret.status, 404);
    const crm = await stage.visit("crm/index.html");
    const framed = await crm.evaluate(async (address) => {
      const frame = document.createElement("iframe");
      frame.src = address;
      const loaded = new Promise((done) => frame.addEventListener("load", done, { once: true }));
      document.body.append(frame);
      await loaded;
      const read = await fetch(address).then(
        () => "read",
        () => "refused",
      );
      return { read, frames: frame.contentWindow?.length };
    }, url.href);
    assert.equal(framed.read, "refused");
    const stranger = crm.frames().find((frame) => frame.url().startsWith(url.origin));
    assert.equal(stranger, undefined, "another page has framed the engine");
  }),
);

test(
  "the real SDK with no network ends the call with its network error in words",
  onStage({ driver: "acs" }, async (stage) => {
    const page = await dialerFromCrm(stage);
    await press(page, "Call");
    const states = await recordStates(page);
    await waitForCall(page, "ended");
    await waitForWords(page, /network/i);
    assert.ok(!(await states()).includes("connected"), "no network was shown as a connection");
  }),
);

test(
  "Hang up works while the real SDK is still setting the call up",
  onStage({ driver: "acs" }, async (stage) => {
    const page = await dialerFromCrm(stage);
    await press(page, "Call");
    await waitForCall(page, "authorizing", "starting", "connecting");
    await press(page, "Hang up");
    await waitForCall(page, "ended");
  }),
);

/** Every call state that the dialer shows from now on. */
const recordStates = async (page: Page) => {
  await page.evaluate(() => {
    const main = document.querySelector("main");
    if (!main) throw new Error("no main");
    const states: string[] = [main.dataset.callState ?? ""];
    Object.assign(window, { shownStates: states });
    new MutationObserver(() => states.push(main.dataset.callState ?? "")).observe(main, {
      attributeFilter: ["data-call-state"],
    });
  });
  return (): Promise<string[]> =>
    page.evaluate(() => (window as unknown as { shownStates: string[] }).shownStates);
};
