import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Readable, Writable } from "node:stream";

/** How a host is started. */
export interface Launch {
  command: string;
  arguments: readonly string[];
  environment: Record<string, string>;
}

/** A native messaging port, as a browser has it: frames over a process's pipes. */
export class Port {
  private waiting: Buffer = Buffer.alloc(0);
  private readonly answers: ((message: Answer) => void)[] = [];

  private constructor(private readonly host: ChildProcessByStdio<Writable, Readable, null>) {
    host.stdout.on("data", (chunk: Buffer) => this.read(chunk));
  }

  static open({ command, arguments: given, environment }: Launch): Port {
    const stdio: ["pipe", "pipe", "inherit"] = ["pipe", "pipe", "inherit"];
    return new Port(spawn(command, [...given], { env: environment, stdio }));
  }

  /** Sends a request; answers come in the order of the requests, as there is one kind at a time. */
  ask(body: object): Promise<Answer> {
    const text = Buffer.from(JSON.stringify({ id: 1, body }));
    const header = Buffer.alloc(4);
    header.writeUInt32LE(text.length);
    this.host.stdin.write(Buffer.concat([header, text]));
    return new Promise((resolve) => this.answers.push(resolve));
  }

  hello(): Promise<Answer> {
    const protocol = { major: 1, minor: 0 };
    return this.ask({ type: "hello", protocol, extension_version: "0.1.0" });
  }

  token(): Promise<Answer> {
    return this.ask({ type: "issue_token" });
  }

  /** Bytes of memory that are the process's now (`VmRSS`). */
  residentBytes(): number {
    const status = readFileSync(`/proc/${this.host.pid}/status`, "utf8");
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    if (kilobytes === undefined) throw new Error("the host has no VmRSS");
    return Number(kilobytes) * 1024;
  }

  async close(): Promise<void> {
    const exited = once(this.host, "exit");
    this.host.stdin.end();
    await exited;
  }

  private read(chunk: Buffer): void {
    this.waiting = this.waiting.length === 0 ? chunk : Buffer.concat([this.waiting, chunk]);
    while (this.waiting.length >= 4) {
      const end = 4 + this.waiting.readUInt32LE();
      if (this.waiting.length < end) return;
      const answer = JSON.parse(this.waiting.subarray(4, end).toString()) as Answer;
      this.waiting = this.waiting.subarray(end);
      if (!answer.outcome.ok) throw new Error(`the host answers ${JSON.stringify(answer)}`);
      this.answers.shift()?.(answer);
    }
  }
}

/** What a host answers. */
export interface Answer {
  outcome: { ok?: { type: string } };
}
