// The built engine in real Chromium, with a page of another origin in the extension's place.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium, type Frame, type Page } from "playwright-core";
import { chromiumPath, loopbackOnly } from "../../../tests/chromium.ts";
import { type EngineCommand, type EngineEvent, OPENING } from "../src/protocol.ts";
import { Heard } from "./heard.ts";

/** The SDK, as its package has it. */
const SDK = fileURLToPath(
  new URL(
    "../../../node_modules/@azure/communication-calling/dist-esm/sdk.bundle.js",
    import.meta.url,
  ),
);

/** What the engine's server may have, by the folder that it serves the engine under. */
type Variant =
  | "whole"
  | "without-sdk"
  | "with-broken-sdk"
  /** The page names another opener than the one that frames it. */
  | "for-another-opener";

/** What a test may vary. */
export interface EngineOptions {
  readonly variant?: Variant;
  readonly microphone?: "allowed" | "denied";
  /** Runs in every frame before its own scripts. */
  readonly script?: string;
}

/** An engine that has been opened, seen from the dialer. */
export class OpenedEngine extends Heard {
  readonly page: Page;
  /** What the browser's console has shown, of all frames. */
  readonly console: string[] = [];
  /** Errors and rejections that nothing has caught. */
  readonly uncaught: string[] = [];

  constructor(page: Page) {
    super();
    this.page = page;
  }

  /** The engine's own frame. */
  get frame(): Frame {
    const [, frame] = this.page.frames();
    if (frame === undefined) {
      throw new Error("the engine's frame is gone");
    }
    return frame;
  }

  /** Closes the page, in which nothing may have gone uncaught but what a test expects. */
  async close(expected: readonly string[] = []): Promise<void> {
    await this.page.context().close();
    assert.deepEqual(
      this.uncaught.filter((text) => !expected.includes(text)),
      [],
    );
  }

  async send(command: EngineCommand | object): Promise<void> {
    await this.page.evaluate((data) => window.dialer.port?.postMessage(data), command);
  }
}

declare global {
  interface Window {
    /** Of `stand-in-dialer.html`. */
    dialer: {
      readonly port: MessagePort | null;
      load(url: string): Promise<void>;
      offer(opening: object, origin: string): void;
      offerFromSibling(url: string, origin: string): Promise<void>;
      say(text: string, origin: string): void;
    };
    /** What a test's watching script tells of the engine's media. */
    resources(): string[];
    /** What plays something now. */
    players(): HTMLAudioElement[];
    /** Pulls all microphones out or plugs them in again. */
    plugMicrophones(there: boolean): void;
  }
}

/** Two servers: the engine's, as the native host serves it, and the opener's. */
export class EngineServers {
  readonly #directory: string;
  readonly #engine: Server;
  readonly #opener: Server;

  private constructor(directory: string, dialer: string) {
    this.#directory = directory;
    this.#engine = createServer((request, response) => this.#serveEngine(request, response));
    this.#opener = createServer((_request, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end(dialer);
    });
  }

  static async start(): Promise<EngineServers> {
    const directory = await mkdtemp(join(tmpdir(), "pagedial-engine-"));
    const script = fileURLToPath(new URL("../build.mjs", import.meta.url));
    await promisify(execFile)(process.execPath, [script, directory]);
    const dialer = await readFile(new URL("stand-in-dialer.html", import.meta.url), "utf8");
    const servers = new EngineServers(directory, dialer);
    await listen(servers.#engine);
    await listen(servers.#opener);
    return servers;
  }

  async stop(): Promise<void> {
    for (const server of [this.#engine, this.#opener]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await rm(this.#directory, { recursive: true });
  }

  get engineOrigin(): string {
    return originOf(this.#engine);
  }

  get openerOrigin(): string {
    return originOf(this.#opener);
  }

  /** Opens the dialer's stand-in with the engine's frame in it, not yet opened. */
  async frameOf(browser: Browser, options: EngineOptions = {}): Promise<OpenedEngine> {
    const context = await browser.newContext();
    if (options.microphone !== "denied") {
      await context.grantPermissions(["microphone"]);
    }
    if (options.script !== undefined) {
      await context.addInitScript(options.script);
    }
    const page = await context.newPage();
    const engine = new OpenedEngine(page);
    page.on("console", (message) => engine.console.push(message.text()));
    page.on("pageerror", (error) => engine.uncaught.push(String(error)));
    await page.exposeFunction("heard", (event: EngineEvent) => engine.heard(event));
    await page.goto(this.openerOrigin);
    await page.evaluate(
      (url) => window.dialer.load(url),
      `${this.engineOrigin}/pagedial-engine/${options.variant ?? "whole"}/index.html`,
    );
    return engine;
  }

  /** The same, opened as the dialer does it. */
  async open(browser: Browser, options: EngineOptions = {}): Promise<OpenedEngine> {
    const engine = await this.frameOf(browser, options);
    await this.offerPort(engine);
    await engine.event("loaded");
    return engine;
  }

  async offerPort(engine: OpenedEngine, opening: object = { type: OPENING }): Promise<void> {
    await engine.page.evaluate(([data, origin]) => window.dialer.offer(data, origin), [
      opening,
      this.engineOrigin,
    ] as const);
  }

  /** Sends the frame a message and waits for it to arrive: what was sent before has, too. */
  async passAMessage(engine: OpenedEngine): Promise<void> {
    const arrived = engine.frame.evaluate(
      () =>
        new Promise<void>((resolve) =>
          window.addEventListener("message", ({ data }) => {
            if (data === "passing") {
              resolve();
            }
          }),
        ),
    );
    await engine.frame.evaluate(() => "the listener is there");
    await engine.page.evaluate((origin) => window.dialer.say("passing", origin), this.engineOrigin);
    await arrived;
    // What the engine had to say to it would have come by now, over the same way back.
    await engine.page.evaluate(() => "the dialer has had its turn");
  }

  readonly #serveEngine: RequestListener = (request, response) => {
    const [, , variant = "", name = ""] = (request.url ?? "").split("/");
    this.#file(variant, name).then(
      (body) => {
        response.setHeader(
          "Content-Type",
          name.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8",
        );
        response.setHeader("Content-Security-Policy", this.#policy(body));
        response.end(body);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  };

  async #file(variant: string, name: string): Promise<string> {
    if (name === "calling.js" && variant === "without-sdk") {
      throw new Error("not installed");
    }
    if (name === "calling.js") {
      return variant === "with-broken-sdk" ? "this is not JavaScript" : readFile(SDK, "utf8");
    }
    const text = await readFile(join(this.#directory, name), "utf8");
    const opener = variant === "for-another-opener" ? this.engineOrigin : this.openerOrigin;
    return text.replace("PAGEDIAL_OPENER", opener);
  }

  /** As strict as the engine can bear: nothing inline but the import map, by its hash. */
  #policy(page: string): string {
    const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
    const hash = createHash("sha256").update(map).digest("base64");
    return [
      "default-src 'none'",
      `script-src 'self' 'sha256-${hash}'`,
      "connect-src 'self' https: wss:",
      "worker-src blob:",
      "media-src blob:",
      `frame-ancestors ${this.openerOrigin}`,
    ].join("; ");
  }
}

/** Chromium that can reach nothing but loopback. */
export function launch({ hasMicrophone = true } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...loopbackOnly,
      "--allow-loopback-in-peer-connection",
      ...(hasMicrophone ? ["--use-fake-device-for-media-stream"] : []),
    ],
  });
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "localhost", resolve));
}

function originOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
