import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
  type Worker,
} from "playwright-core";

import { chromiumPath, loopbackOnly } from "../../chromium.ts";
import { Emulator } from "./emulator.ts";
import * as paths from "./paths.ts";
import { Site } from "./site.ts";

export interface StageSettings {
  /** What the host is configured with; the emulator's own connection string when not said. */
  connectionString?: (emulator: Emulator) => string | null;
  driver?: "acs" | "loopback";
  /** Without it the browser finds no host. */
  installHost?: boolean;
  /** The host that is installed speaks another major version of the protocol. */
  hostOfAnotherVersion?: boolean;
  /** Whether the calling component is there that the driver needs. */
  installEngine?: boolean;
  /** Whether `getUserMedia` is granted; there is a (fake) microphone either way. */
  microphone?: "granted" | "denied";
  /** Optional permissions that the person has given. */
  permissions?: string[];
  region?: string;
  headless?: boolean;
  language?: string;
  colorScheme?: "light" | "dark";
}

/** A call of the history, as far as tests ask about it. */
export interface PastCall {
  readonly direction: "outgoing" | "incoming";
  readonly number: string | null;
  readonly answered_at_ms: number | null;
  readonly ended_at_ms: number | null;
  readonly end: { readonly code: number } | null;
}

/** The real extension in a fresh Chromium profile, the real host, the emulator and a web site. */
export class Stage {
  private constructor(
    readonly emulator: Emulator,
    readonly site: Site,
    readonly browser: BrowserContext,
    readonly worker: Worker,
    /** Home folder and browser profile of this run alone. */
    readonly folder: string,
    private readonly env: Environment,
  ) {}

  static async open(settings: StageSettings = {}): Promise<Stage> {
    const folder = mkdtempSync(path.join(tmpdir(), "pagedial-"));
    const emulator = await Emulator.start();
    const site = await Site.serve(paths.builtLobApps, paths.lobApps);
    const env = environment(folder, emulator, settings);
    if (settings.installHost ?? true) {
      runHost(["install", "--browser", "chromium", "--profile", profile(folder)], env);
    }
    if (settings.hostOfAnotherVersion) useHostOfAnotherVersion(folder);
    if (settings.driver === "acs" && (settings.installEngine ?? true)) {
      runHost(["engine", "install", "--tarball", paths.sdkTarball], env);
    }
    const browser = await launch(folder, env, settings);
    const worker = browser.serviceWorkers()[0] ?? (await browser.waitForEvent("serviceworker"));
    await closeWelcome(browser, worker);
    const region = settings.region ?? "US";
    await worker.evaluate((region) => chrome.storage.local.set({ region }), region);
    return new Stage(emulator, site, browser, worker, folder, env);
  }

  async visit(name: string): Promise<Page> {
    const page = await this.browser.newPage();
    await page.goto(this.site.url(name));
    return page;
  }

  get extensionId(): string {
    return new URL(this.worker.url()).host;
  }

  /** Connects a host that had no phone service to the emulator. */
  configure(): void {
    const folder = path.join(this.folder, "config/pagedial");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const line = `ACS_CONNECTION_STRING=${this.emulator.connectionString}\n`;
    writeFileSync(path.join(folder, ".env"), line, { mode: 0o600 });
  }

  /** A page of the extension, in a tab. */
  async openPage(name: string): Promise<Page> {
    const page = await this.browser.newPage();
    await page.goto(`chrome-extension://${this.extensionId}/${name}`);
    return page;
  }

  /** The dialer window that `act` opens. */
  async dialerOpenedBy(act: () => Promise<unknown>): Promise<Page> {
    const [dialer] = await Promise.all([this.browser.waitForEvent("page"), act()]);
    // Headless Chromium gives every window the size of its first; a popup's content has this.
    await dialer.setViewportSize({ width: 380, height: 644 });
    await dialer.waitForLoadState();
    return dialer;
  }

  /** Process ids of the hosts that this stage's browser has started and that still run. */
  hosts(): number[] {
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && isHostOf(pid, this.folder));
  }

  /** The calls that the host has written down, oldest first. */
  history(): PastCall[] {
    const listed = execFileSync(paths.host, ["history", "list", "--json"], { env: this.env });
    return (JSON.parse(listed.toString()) as { calls: PastCall[] }).calls;
  }

  /** Resolves when every host has gone; a process has no event for us, so this looks again. */
  async untilNoHost(): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (this.hosts().length > 0) {
      if (Date.now() > deadline) throw new Error(`hosts still run: ${this.hosts()}`);
      await new Promise((again) => setTimeout(again, 50));
    }
  }

  /** The tab in front: of a window with tabs, as the dialer's may be the last that had the focus. */
  async frontTab(): Promise<chrome.tabs.Tab & { id: number }> {
    const [tab] = await this.worker.evaluate(() =>
      chrome.tabs.query({ active: true, windowType: "normal" }),
    );
    if (tab?.id === undefined) throw new Error("no tab is in front");
    return { ...tab, id: tab.id };
  }

  /** Resolves when the badge of the tab in front says `text`. */
  async untilBadge(text: string): Promise<void> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const { id } = await this.frontTab();
      const badge = await this.worker.evaluate(
        (tabId) => chrome.action.getBadgeText({ tabId }),
        id,
      );
      if (badge === text) return;
      if (Date.now() > deadline) throw new Error(`the badge says ${badge}, not ${text}`);
      await new Promise((again) => setTimeout(again, 50));
    }
  }

  /** Stops the service worker as the browser does when it is idle. */
  async stopWorker(): Promise<void> {
    const [page] = this.browser.pages();
    if (!page) throw new Error("no page to speak to the browser through");
    const session = await this.browser.newCDPSession(page);
    const stopped = new Promise<void>((resolve) => {
      session.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
        if (versions.some((version) => version.runningStatus === "stopped")) resolve();
      });
    });
    await session.send("ServiceWorker.enable");
    await session.send("ServiceWorker.stopAllWorkers");
    await stopped;
    await session.detach();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await Promise.all([this.site.stop(), this.emulator.stop()]);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A browser that has no extension at all, with a window as large as the stage's. */
export const plainBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [...loopbackOnly, "--window-size=1280,900"],
  });

/** What `look` sees on a page in a browser that has no extension at all. */
export const withoutExtension = async <Seen>(
  url: string,
  look: (page: Page) => Promise<Seen>,
): Promise<Seen> => {
  const browser = await plainBrowser();
  try {
    const page = await browser.newPage({ viewport: null });
    await page.goto(url);
    return await look(page);
  } finally {
    await browser.close();
  }
};

/** Runs `scene` on a stage of its own, which is closed whatever happens. */
export const onStage =
  (settings: StageSettings, scene: (stage: Stage) => Promise<void>) => async (): Promise<void> => {
    const stage = await Stage.open(settings);
    try {
      await scene(stage);
    } finally {
      await stage.close();
    }
  };

/** Each stage is a first installation; the page that opens for it is nobody's to find. */
const closeWelcome = async (browser: BrowserContext, worker: Worker): Promise<void> => {
  const url = `chrome-extension://${new URL(worker.url()).host}/welcome.html`;
  const isWelcome = (page: Page): boolean => page.url() === url;
  const open = browser.pages().find(isWelcome);
  const welcome = open ?? (await browser.waitForEvent("page", isWelcome));
  await welcome.close();
};

const profile = (folder: string): string => path.join(folder, "profile");

type Environment = Record<string, string>;

const environment = (folder: string, emulator: Emulator, settings: StageSettings): Environment => {
  const connection = settings.connectionString ?? ((emulator) => emulator.connectionString);
  const connectionString = connection(emulator);
  return {
    PATH: process.env.PATH ?? "",
    ...(process.env.DISPLAY ? { DISPLAY: process.env.DISPLAY } : {}),
    HOME: folder,
    XDG_CONFIG_HOME: path.join(folder, "config"),
    XDG_DATA_HOME: path.join(folder, "data"),
    XDG_STATE_HOME: path.join(folder, "state"),
    LANGUAGE: settings.language ?? "en_US",
    LANG: "C.UTF-8",
    ...(connectionString === null ? {} : { ACS_CONNECTION_STRING: connectionString }),
    // Reserved for fiction in the North American Numbering Plan.
    ACS_PHONE_NUMBER: "+14255550100",
    PAGEDIAL_DRIVER: settings.driver ?? "loopback",
  };
};

const runHost = (words: string[], env: Environment): void => {
  execFileSync(paths.host, words, { env, stdio: ["ignore", "pipe", "inherit"] });
};

const useHostOfAnotherVersion = (folder: string): void => {
  const file = path.join(profile(folder), "NativeMessagingHosts/com.pagedial.host.json");
  const manifest = { ...JSON.parse(readFileSync(file, "utf8")), path: paths.hostOfAnotherVersion };
  writeFileSync(file, JSON.stringify(manifest));
};

/**
 * The extension, with optional permissions as if they had been given: the browser's question for
 * them is not part of any page, and headless Chromium can't be answered.
 */
const extensionWith = (folder: string, permissions: string[] | undefined): string => {
  if (permissions === undefined) return paths.extension;
  const copy = path.join(folder, "extension");
  cpSync(paths.extension, copy, { recursive: true });
  const file = path.join(copy, "manifest.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const optional: string[] = manifest.optional_permissions;
  manifest.permissions.push(...permissions.filter((it) => optional.includes(it)));
  manifest.optional_permissions = optional.filter((it) => !permissions.includes(it));
  writeFileSync(file, JSON.stringify(manifest));
  return copy;
};

const launch = (
  folder: string,
  env: Environment,
  settings: StageSettings,
  extension = extensionWith(folder, settings.permissions),
): Promise<BrowserContext> =>
  chromium.launchPersistentContext(profile(folder), {
    executablePath: chromiumPath,
    headless: settings.headless ?? true,
    env,
    locale: settings.language?.replace("_", "-") ?? "en-US",
    colorScheme: settings.colorScheme ?? "light",
    viewport: null,
    args: [
      ...loopbackOnly,
      "--window-size=1280,900",
      `--lang=${settings.language?.replace("_", "-") ?? "en-US"}`,
      "--use-fake-device-for-media-stream",
      "--allow-loopback-in-peer-connection",
      ...((settings.microphone ?? "granted") === "granted"
        ? ["--use-fake-ui-for-media-stream"]
        : []),
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
    ],
  });

const isHostOf = (pid: number, folder: string): boolean => {
  try {
    return (
      readlinkSync(`/proc/${pid}/exe`) === paths.host &&
      readFileSync(`/proc/${pid}/environ`, "utf8").includes(`HOME=${folder}\0`)
    );
  } catch (error) {
    // The process ended between the listing and the look.
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
};
