// The built engine in real Chromium, with a page of another origin in the extension's place.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { type EngineCommand, type EngineEvent, OPENING } from "../src/protocol.ts";

const PATH = "/pagedial-engine/test/";
const EVENT_BOUND_MS = 60_000;

/** What a test may vary. */
export interface EngineOptions {
  /** Whether the host has the SDK. */
  readonly sdk?: "installed" | "missing" | "broken";
  readonly microphone?: "allowed" | "denied" | "absent";
}

/** An engine that has been opened, seen from the dialer. */
export class OpenedEngine {
  readonly page: Page;
  /** All that the engine has said. */
  readonly events: EngineEvent[] = [];
  /** What the browser's console has shown, of all frames. */
  readonly console: string[] = [];
  #listeners = new Set<() => void>();

  constructor(page: Page) {
    this.page = page;
  }

  heard(event: EngineEvent): void {
    this.events.push(event);
    for (const listener of this.#listeners) {
      listener();
    }
  }

  async send(command: EngineCommand | object): Promise<void> {
    await this.page.evaluate((data) => window.dialer.port.postMessage(data), command);
  }

  /** The first event, from the `from`th on, that `isIt` takes. */
  async event<T extends EngineEvent["type"]>(
    type: T,
    isIt: (event: Extract<EngineEvent, { type: T }>) => boolean = () => true,
    from = 0,
  ): Promise<Extract<EngineEvent, { type: T }>> {
    const isWanted = (event: EngineEvent): event is Extract<EngineEvent, { type: T }> =>
      event.type === type && isIt(event as Extract<EngineEvent, { type: T }>);
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.events.slice(from).find(isWanted);
        if (found !== undefined) {
          clearTimeout(bound);
          this.#listeners.delete(look);
          resolve(found);
        }
      };
      const bound = setTimeout(() => {
        this.#listeners.delete(look);
        reject(new Error(`no ${type} in ${JSON.stringify(this.events)}`));
      }, EVENT_BOUND_MS);
      this.#listeners.add(look);
      look();
    });
  }

  state(call: string, state: string) {
    return this.event("call_state", (event) => event.call === call && event.state === state);
  }

  async end(call: string) {
    const { reason } = await this.event("call_ended", (event) => event.call === call);
    return reason;
  }

  /** The events of a call in order, without the levels. */
  ofCall(call: string): string[] {
    return this.events.flatMap((event) => {
      if (!("call" in event) || event.call !== call || event.type === "audio_level") {
        return [];
      }
      return [event.type === "call_state" ? event.state : event.type];
    });
  }
}

declare global {
  interface Window {
    /** Of `stand-in-dialer.html`. */
    dialer: {
      readonly port: MessagePort;
      load(url: string): Promise<void>;
      open(origin: string, opening: object): void;
    };
  }
}

/** Two servers: the engine's, as the native host serves it, and the opener's. */
export class EngineServers {
  readonly #directory: string;
  readonly #engine: Server;
  readonly #opener: Server;
  #sdk: EngineOptions["sdk"] = "installed";

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
  async frame(browser: Browser, options: EngineOptions): Promise<OpenedEngine> {
    this.#sdk = options.sdk ?? "installed";
    const context = await browser.newContext();
    if (options.microphone === undefined || options.microphone === "allowed") {
      await context.grantPermissions(["microphone"]);
    }
    const page = await context.newPage();
    const engine = new OpenedEngine(page);
    page.on("console", (message) => engine.console.push(message.text()));
    page.on("pageerror", (error) => engine.console.push(String(error)));
    await page.exposeFunction("heard", (event: EngineEvent) => engine.heard(event));
    await page.goto(this.openerOrigin);
    await page.evaluate((url) => window.dialer.load(url), `${this.engineOrigin}${PATH}index.html`);
    return engine;
  }

  /** The same, opened as the dialer does it. */
  async open(browser: Browser, options: EngineOptions = {}): Promise<OpenedEngine> {
    const engine = await this.frame(browser, options);
    await this.offerPort(engine);
    await engine.event("loaded");
    return engine;
  }

  async offerPort(engine: OpenedEngine, opening: object = { type: OPENING }): Promise<void> {
    await engine.page.evaluate(([origin, data]) => window.dialer.open(origin, data), [
      this.engineOrigin,
      opening,
    ] as const);
  }

  readonly #serveEngine: RequestListener = (request, response) => {
    const name = (request.url ?? "").slice(PATH.length);
    this.#file(name).then(
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

  async #file(name: string): Promise<string> {
    if (name === "calling.js") {
      return this.#sdkFile();
    }
    const text = await readFile(join(this.#directory, name), "utf8");
    return text.replace("PAGEDIAL_OPENER", this.openerOrigin);
  }

  async #sdkFile(): Promise<string> {
    switch (this.#sdk) {
      case "missing":
        throw new Error("not installed");
      case "broken":
        return "this is not JavaScript";
      default:
        return readFile(
          new URL(
            "../../../node_modules/@azure/communication-calling/dist-esm/sdk.bundle.js",
            import.meta.url,
          ),
          "utf8",
        );
    }
  }

  /** As strict as the engine can bear: nothing inline but the import map, by its hash. */
  #policy(page: string): string {
    const map = /<script type="importmap">([^]*?)<\/script>/.exec(page)?.[1] ?? "";
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
export function launch(options: EngineOptions = {}): Promise<Browser> {
  const isAbsent = options.microphone === "absent";
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
      "--allow-loopback-in-peer-connection",
      ...(isAbsent ? [] : ["--use-fake-device-for-media-stream"]),
    ],
  });
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "localhost", resolve));
}

function originOf(server: Server): string {
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
