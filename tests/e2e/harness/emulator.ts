import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import readline from "node:readline";

import { CommunicationIdentityClient } from "@azure/communication-identity";

import { emulator as binary } from "./paths.ts";

/** One request as the emulator logged it: never a key, never a token. */
export interface LoggedRequest {
  operation: string;
  status: number;
  authenticated: boolean;
}

/** A running acs-emulator on a random loopback port. */
export class Emulator {
  private constructor(
    private readonly process: ChildProcess,
    readonly connectionString: string,
    readonly accessKey: string,
    private readonly control: string,
  ) {}

  static async start(): Promise<Emulator> {
    const child = spawn(binary, ["--port", "0", "--exit-with-stdin"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [line] = await once(readline.createInterface({ input: child.stdout }), "line");
    const ready = JSON.parse(String(line));
    return new Emulator(child, ready.connectionString, ready.accessKey, ready.control);
  }

  /** The same resource with a key that is not its own. */
  get wrongConnectionString(): string {
    const wrong = Buffer.from("f".repeat(64)).toString("base64");
    return this.connectionString.replace(this.accessKey, wrong);
  }

  async requests(): Promise<LoggedRequest[]> {
    const answer = await fetch(`${this.control}/requests`);
    return (await answer.json()) as LoggedRequest[];
  }

  /** A token like those that the host gets, by Microsoft's own client. */
  async someToken(): Promise<string> {
    const client = new CommunicationIdentityClient(this.connectionString, {
      allowInsecureConnection: true,
    });
    const { token } = await client.createUserAndToken(["voip"]);
    return token;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = once(this.process, "exit");
      this.process.kill("SIGTERM");
      await gone;
    }
  }
}
