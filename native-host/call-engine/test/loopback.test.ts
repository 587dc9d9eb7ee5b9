import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import type { IssuedToken } from "../src/protocol.ts";
import { itKeepsTheContract, type Rig, TOKEN } from "./contract.ts";
import { type EngineOptions, EngineServers, launch, type OpenedEngine } from "./engine-page.ts";

const ANSWERING = "+14255550123";

/**
 * What the page holds that a call must give back: kept by a script that only looks on. Strings,
 * as they run in the page.
 */
const WATCH_RESOURCES = `{
  const held = { tracks: [], ends: [], sounds: [], players: [] };
  const open = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (open) {
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      held.tracks.push(...stream.getTracks());
      return stream;
    };
  }
  const watch = (name, list) => {
    window[name] = class extends window[name] {
      constructor(...args) {
        super(...args);
        list.push(this);
      }
    };
  };
  watch("RTCPeerConnection", held.ends);
  watch("AudioContext", held.sounds);
  watch("Audio", held.players);
  window.players = () => held.players.filter(({ srcObject }) => srcObject !== null);
  window.resources = () => [
    ...held.tracks.map((track) => track.readyState),
    ...held.ends.map((end) => end.signalingState),
    ...held.sounds.map((sound) => sound.state),
  ];
}`;

/** Pulls the fake microphones out and plugs them in again: no switch of Chromium's does that. */
const PLUGS = `if (navigator.mediaDevices) {
  let there = true;
  const tracks = [];
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  const list = mediaDevices.enumerateDevices.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    if (!there) {
      throw new DOMException("", "NotFoundError");
    }
    const stream = await open(constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
  mediaDevices.enumerateDevices = async () =>
    (await list()).filter(({ kind }) => there || kind !== "audioinput");
  window.plugMicrophones = (now) => {
    there = now;
    for (const track of now ? [] : tracks.splice(0)) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
    mediaDevices.dispatchEvent(new Event("devicechange"));
  };
}`;

const allGivenBack = () =>
  window.resources().every((state) => state === "ended" || state === "closed");

describe("the loopback driver in Chromium", { concurrency: 3 }, () => {
  let servers: EngineServers;
  let browser: Browser;

  before(async () => {
    servers = await EngineServers.start();
    browser = await launch();
  });

  after(async () => {
    await browser.close();
    await servers.stop();
  });

  async function prepared(options: EngineOptions = {}, token = TOKEN): Promise<OpenedEngine> {
    const engine = await servers.open(browser, options);
    await engine.send({ type: "prepare", driver: "loopback", token });
    await engine.event("ready");
    return engine;
  }

  async function rig(token: IssuedToken): Promise<Rig> {
    const engine = await prepared({ script: PLUGS }, token);
    return {
      heard: engine,
      send: (command) => engine.send(command),
      plugMicrophones: (there) =>
        engine.frame.evaluate((there) => window.plugMicrophones(there), there),
      setNetwork: (there) => engine.page.context().setOffline(!there),
      close: async () => {
        assert.deepEqual(engine.console, []);
        await engine.close();
      },
    };
  }

  itKeepsTheContract(rig);

  function dial(engine: OpenedEngine, call: string, number: string): Promise<void> {
    return engine.send({ type: "dial", call, number, caller_id: null });
  }

  it("rings, connects, is heard, sends tones, hangs up and gives everything back", async () => {
    const engine = await prepared({ script: WATCH_RESOURCES });
    await dial(engine, "1", ANSWERING);
    await engine.state("1", "connected");
    await engine.event("audio_level", ({ level }) => level > 0.1);
    await engine.send({
      type: "send_dtmf",
      call: "1",
      steps: ["Num1", "Star", "Pound"].map((tone) => ({ type: "tone", tone })),
    });
    await engine.event("dtmf_sent", ({ tone }) => tone === "Pound");
    assert.deepEqual(await engine.frame.evaluate(() => window.resources()), [
      "live",
      "stable",
      "stable",
      "running",
    ]);
    await engine.send({ type: "set_volume", level: 0.25 });
    await engine.frame.waitForFunction(() =>
      window.players().some(({ volume }) => volume === 0.25),
    );
    await engine.send({ type: "hold", call: "1", held: true });
    await engine.frame.waitForFunction(() => window.players().every(({ muted }) => muted));
    await engine.send({ type: "hang_up", call: "1" });
    assert.deepEqual(await engine.end("1"), { code: 0, sub_code: 0, problem: null });
    assert.deepEqual(engine.ofCall("1"), [
      "connecting",
      "ringing",
      "connected",
      "Num1",
      "Star",
      "Pound",
      "local_hold",
      "disconnecting",
      "call_ended",
    ]);
    await engine.frame.waitForFunction(allGivenBack);

    await dial(engine, "2", ANSWERING);
    await engine.state("2", "connected");
    await engine.send({ type: "hang_up", call: "2" });
    await engine.end("2");
    await engine.frame.waitForFunction(allGivenBack);
    assert.deepEqual(engine.console, []);
    await engine.close();
  });

  it("says so when the microphone is denied", async () => {
    const engine = await prepared({ microphone: "denied" });
    await dial(engine, "1", ANSWERING);
    const { problem } = await engine.end("1");
    assert.equal(problem, "microphone_denied");
    assert.deepEqual(engine.ofCall("1"), ["call_ended"]);
    await engine.event("preparing", ({ step }) => step === "asking_microphone");
    await engine.close();
  });

  it("says so when there is no microphone", async () => {
    const without = await launch({ hasMicrophone: false });
    const engine = await servers.open(without);
    await engine.send({ type: "prepare", driver: "loopback", token: TOKEN });
    await dial(engine, "1", ANSWERING);
    const { problem } = await engine.end("1");
    assert.equal(problem, "no_microphone");
    await without.close();
  });

  it("gives everything back when the frame goes", async () => {
    const engine = await prepared({ script: WATCH_RESOURCES });
    await dial(engine, "1", ANSWERING);
    await engine.state("1", "connected");
    // Runs after the engine's own listener, as it is added later.
    await engine.frame.evaluate(() =>
      window.addEventListener("pagehide", () =>
        localStorage.setItem("left", JSON.stringify(window.resources())),
      ),
    );
    await engine.frame.goto(`${servers.engineOrigin}/pagedial-engine/whole/logger.js`);
    const left = await engine.frame.evaluate(() => localStorage.getItem("left"));
    assert.deepEqual(JSON.parse(left ?? "null"), ["ended", "closed", "closed", "closed"]);
    await engine.close();
  });
});

describe("the opening in Chromium", () => {
  let servers: EngineServers;
  let browser: Browser;

  before(async () => {
    servers = await EngineServers.start();
    browser = await launch();
  });

  after(async () => {
    await browser.close();
    await servers.stop();
  });

  it("from another origin than the host named is ignored", async () => {
    const engine = await servers.frameOf(browser, { variant: "for-another-opener" });
    await servers.offerPort(engine);
    await servers.passAMessage(engine);
    assert.deepEqual(engine.events, []);
    await engine.close();
  });

  it("from a frame beside the engine's is ignored", async () => {
    const engine = await servers.frameOf(browser);
    await engine.page.evaluate(([origin, url]) => window.dialer.offerFromSibling(url, origin), [
      servers.engineOrigin,
      servers.openerOrigin,
    ] as const);
    await servers.passAMessage(engine);
    assert.deepEqual(engine.events, []);
    await engine.close();
  });

  it("of another kind is ignored, and a genuine one is taken after it, once", async () => {
    const engine = await servers.frameOf(browser);
    await servers.offerPort(engine, { type: "something-else" });
    await servers.passAMessage(engine);
    assert.deepEqual(engine.events, []);
    await servers.offerPort(engine);
    await engine.event("loaded");
    await servers.offerPort(engine);
    await servers.passAMessage(engine);
    assert.deepEqual(engine.events, [{ type: "loaded" }]);
    await engine.close();
  });
});
