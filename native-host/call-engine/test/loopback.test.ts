import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { EngineServers, launch, type OpenedEngine } from "./engine-page.ts";

const TOKEN = { token: "unused", expires_on_ms: 4_102_444_800_000, user_id: "8:acs:test" };

describe("the loopback driver in Chromium", () => {
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

  async function prepared(): Promise<OpenedEngine> {
    const engine = await servers.open(browser);
    await engine.send({ type: "prepare", driver: "loopback", token: TOKEN });
    await engine.event("ready");
    return engine;
  }

  it("rings, connects, is heard, sends tones and hangs up", async () => {
    const engine = await prepared();
    await engine.send({ type: "dial", call: "1", number: "+14255550123", caller_id: null });
    await engine.state("1", "ringing");
    await engine.state("1", "connected");
    await engine.event("audio_level", (event) => event.level > 0.05);
    for (const tone of ["Num1", "Star", "Pound"]) {
      await engine.send({ type: "send_dtmf", call: "1", tone });
    }
    await engine.event("dtmf_sent", (event) => event.tone === "Pound");
    await engine.send({ type: "hang_up", call: "1" });
    assert.deepEqual(await engine.end("1"), { code: 0, sub_code: 560000, problem: null });
    assert.deepEqual(engine.ofCall("1"), [
      "connecting",
      "ringing",
      "connected",
      "dtmf_sent",
      "dtmf_sent",
      "dtmf_sent",
      "disconnecting",
      "call_ended",
    ]);
    assert.deepEqual(engine.console, []);
    await engine.page.context().close();
  });
});
