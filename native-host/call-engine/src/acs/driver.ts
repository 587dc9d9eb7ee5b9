import type { CallAgentOptions, ConnectionStateChangedEvent } from "@azure/communication-calling";
import type { AzureCommunicationTokenCredential } from "@azure/communication-common";
import { type Clock, pause } from "../clock.ts";
import {
  type CallDriver,
  type DialOrder,
  DriverFailure,
  type DriverListener,
  type PhoneLine,
} from "../driver.ts";
import { hasMicrophone, microphoneMayPrompt } from "../microphone.ts";
import type { EmergencyCountry, IssuedToken } from "../protocol.ts";
import { TokenKeeper } from "../token-keeper.ts";
import { AcsCall } from "./call.ts";
import { AcsDevices } from "./devices.ts";
import { agentFailure, codesOf, isTransient } from "./failure.ts";
import { AcsRing, callerOf } from "./incoming.ts";
import {
  loadSdk,
  type Sdk,
  type SdkAgent,
  type SdkCall,
  type SdkClient,
  type SdkDeviceManager,
} from "./sdk.ts";

/** Between two tries to make a call agent, in milliseconds. */
const AGENT_RETRY_MS = 5_000;

/**
 * Plays back what it hears. By its raw id: as a user of this resource the SDK refuses it with
 * 422/44004 (measured, 2.0.0).
 */
const ECHO_BOT = { id: "8:echo123" };

/** What the driver needs of the browser. */
export interface Browser {
  readonly loadSdk: () => Promise<Sdk>;
  readonly microphoneMayPrompt: () => Promise<boolean>;
  readonly hasMicrophone: () => Promise<boolean>;
}

const BROWSER: Browser = { loadSdk, microphoneMayPrompt, hasMicrophone };

/** Calls over Azure Communication Services, by Microsoft's SDK as it is. */
export class AcsDriver implements CallDriver {
  readonly #listener: DriverListener;
  readonly #clock: Clock;
  readonly #browser: Browser;
  /** Its abort takes everything down. */
  readonly #life = new AbortController();
  #keeper: TokenKeeper | null = null;
  #loading: Promise<Sdk> | null = null;

  constructor(listener: DriverListener, clock: Clock, browser: Browser = BROWSER) {
    this.#listener = listener;
    this.#clock = clock;
    this.#browser = browser;
  }

  load(): void {
    // `prepare` tells of a failure.
    this.#loaded().catch(() => undefined);
  }

  async prepare(token: IssuedToken, emergencyCountry: EmergencyCountry | null): Promise<PhoneLine> {
    const { signal } = this.#life;
    const keeper = new TokenKeeper(token, this.#clock, () => this.#listener.tokenWanted());
    this.#keeper = keeper;
    signal.addEventListener("abort", () => keeper.dispose());

    const sdk = await this.#loaded();
    signal.throwIfAborted();
    const client = openClient(sdk);
    const opening = deviceManagerOf(client);
    signal.addEventListener("abort", () => disposeOf(client, opening));

    this.#listener.preparing("connecting_service");
    const credential = credentialOf(sdk, keeper, token, this.#clock);
    signal.addEventListener("abort", () => credential.dispose());
    const options = agentOptions(emergencyCountry);
    const creating = this.#createAgent(client, credential, options);
    const [agent, manager] = await Promise.all([creating, opening]);
    const devices = new AcsDevices(manager, (found) => this.#listener.devices(found));
    signal.addEventListener("abort", () => devices.dispose());
    void devices.refresh();
    agent.on("connectionStateChanged", (change) => this.#onConnection(change, keeper));
    // An agent comes into being with no network at all, "Disconnected" (measured, 2.0.0).
    this.#listener.connection(agent.connectionState === "Connected");
    const around = {
      features: sdk.Features,
      allowMicrophone: async () => {
        await this.#allowMicrophone(manager);
        void devices.refresh();
      },
    };
    agent.on("incomingCall", ({ incomingCall }) => {
      const ring = new AcsRing(incomingCall, around);
      ring.tell(this.#listener.incoming(callerOf(incomingCall), ring));
    });
    return {
      dial: (order, listener) =>
        new AcsCall({ open: () => start(agent, order), leave: () => undefined }, listener, around),
      dialEcho: (listener) =>
        new AcsCall(
          { open: () => agent.startCall([ECHO_BOT], {}), leave: () => undefined },
          listener,
          around,
        ),
      chooseDevice: (role, device) => devices.choose(role, device),
      setVolume: () => undefined,
    };
  }

  renewToken(token: IssuedToken | null): void {
    this.#keeper?.accept(token);
  }

  dispose(): void {
    this.#life.abort();
  }

  #loaded(): Promise<Sdk> {
    if (this.#loading === null) {
      this.#listener.preparing("loading_driver");
      this.#loading = this.#browser.loadSdk();
    }
    return this.#loading;
  }

  async #createAgent(
    client: SdkClient,
    credential: AzureCommunicationTokenCredential,
    options: CallAgentOptions,
  ): Promise<SdkAgent> {
    for (;;) {
      try {
        return await client.createCallAgent(credential, options);
      } catch (error) {
        if (!isTransient(error)) {
          throw agentFailure(error);
        }
      }
      this.#listener.connection(false);
      await pause(this.#clock, AGENT_RETRY_MS, this.#life.signal);
    }
  }

  #onConnection(
    { newValue, reason }: Parameters<ConnectionStateChangedEvent>[0],
    keeper: TokenKeeper,
  ): void {
    this.#listener.connection(newValue === "Connected");
    if (reason === "invalidToken") {
      keeper.renew();
    }
  }

  async #allowMicrophone(devices: SdkDeviceManager): Promise<void> {
    if (await this.#browser.microphoneMayPrompt()) {
      this.#listener.preparing("asking_microphone");
    }
    const access = await devices.askDevicePermission({ audio: true, video: false });
    if (access.audio) {
      return;
    }
    throw new DriverFailure(
      (await this.#browser.hasMicrophone()) ? "microphone_denied" : "no_microphone",
      "askDevicePermission: no audio",
    );
  }
}

function start(agent: SdkAgent, { number, callerId }: DialOrder): SdkCall {
  const caller = callerId === null ? {} : { alternateCallerId: { phoneNumber: callerId } };
  return agent.startCall([{ phoneNumber: number }], caller);
}

/** Which country's emergency services are meant; without, Azure goes by this computer's address. */
function agentOptions(emergencyCountry: EmergencyCountry | null): CallAgentOptions {
  return emergencyCountry === null
    ? {}
    : { emergencyCallOptions: { countryCode: emergencyCountry } };
}

function openClient({ CallClient }: Sdk): SdkClient {
  try {
    return new CallClient();
  } catch (error) {
    const { code, subCode } = codesOf(error);
    throw new DriverFailure("sdk_failed", `CallClient: ${code}/${subCode}`);
  }
}

async function deviceManagerOf(client: SdkClient): Promise<SdkDeviceManager> {
  try {
    return await client.getDeviceManager();
  } catch (error) {
    const { code, subCode } = codesOf(error);
    throw new DriverFailure("sdk_failed", `getDeviceManager: ${code}/${subCode}`);
  }
}

/** The expiry is passed along: what a token says of itself is no contract of the service. */
function credentialOf(
  { AzureCommunicationTokenCredential }: Sdk,
  keeper: TokenKeeper,
  token: IssuedToken,
  clock: Clock,
): AzureCommunicationTokenCredential {
  return new AzureCommunicationTokenCredential({
    tokenRefresher: async () => asAccessToken(await keeper.fresh()),
    refreshProactively: true,
    // Without a first token the credential asks for one when it needs it.
    ...(token.expires_on_ms > clock.now() ? { token: asAccessToken(token) } : {}),
  });
}

function asAccessToken({ token, expires_on_ms }: IssuedToken) {
  return { token, expiresOnTimestamp: expires_on_ms };
}

/**
 * Only once the device manager is there: a client that is disposed of before throws
 * "reading 'updateDevices'" later, which nothing can catch (measured, 2.0.0).
 */
async function disposeOf(client: SdkClient, opening: Promise<SdkDeviceManager>): Promise<void> {
  await Promise.allSettled([opening]);
  // The page is going or the driver has failed: nobody is left to tell of a failure.
  client.dispose().catch(() => undefined);
}
