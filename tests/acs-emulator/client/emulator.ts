import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** The line that the emulator prints when it is ready. */
export interface Ready {
  readonly connectionString: string;
  readonly endpoint: string;
  readonly accessKey: string;
  readonly ca: string | null;
  readonly control: string;
}

/** One entry of the emulator's request log, as far as these tests look at it. */
export interface LoggedRequest {
  readonly method: string;
  /** As received, still percent-encoded, without the query. */
  readonly path: string;
  readonly operation: "create" | "issue" | "revoke" | "delete" | null;
  readonly apiVersion: string | null;
  readonly authenticated: boolean;
  readonly refusal: string | null;
  readonly status: number | null;
}

export interface Emulator {
  readonly ready: Ready;
  /** All requests so far, oldest first. */
  requests(): Promise<readonly LoggedRequest[]>;
  stop(): Promise<void>;
}

/** `PAGEDIAL_TARGET_DIR` is set where cargo's target directory is not the workspace's own. */
export function targetFolder(): string {
  const own = fileURLToPath(new URL("../../../target", import.meta.url));
  return process.env.PAGEDIAL_TARGET_DIR ?? own;
}

/** Starts the built emulator. It ends with this process, whatever becomes of it. */
export async function startEmulator(...flags: string[]): Promise<Emulator> {
  const child = spawn(join(targetFolder(), "debug/acs-emulator"), ["--exit-with-stdin", ...flags], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    exited.then(([code]) => {
      throw new Error(`the emulator exited with ${code} before it was ready`);
    }),
  ]);
  const ready = JSON.parse(line) as Ready;
  return {
    ready,
    async requests() {
      const response = await fetch(`${ready.control}/requests`);
      return (await response.json()) as LoggedRequest[];
    },
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
