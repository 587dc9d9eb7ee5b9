import type * as Calling from "@azure/communication-calling";
import type * as Common from "@azure/communication-common";
import { DriverFailure } from "../driver.ts";

/** What the engine uses of Microsoft's packages, byte for byte as they came. */
export interface Sdk {
  readonly CallClient: typeof Calling.CallClient;
  readonly AzureCommunicationTokenCredential: typeof Common.AzureCommunicationTokenCredential;
}

/**
 * Loads the SDK through the page's import map, silent: its log lines can hold tokens and numbers.
 *
 * Rejects with {@link DriverFailure}: `sdk_missing` when the host has no such file, `sdk_failed`
 * when the file does not load or run.
 */
export async function loadSdk(): Promise<Sdk> {
  try {
    const { setLogLevel } = await import("@azure/logger");
    setLogLevel(undefined);
    const [{ CallClient }, { AzureCommunicationTokenCredential }] = await Promise.all([
      import("@azure/communication-calling"),
      import("@azure/communication-common"),
    ]);
    return { CallClient, AzureCommunicationTokenCredential };
  } catch (error) {
    throw await loadFailure(error);
  }
}

/** `import()` does not say why it failed, so the file's status is asked for afterwards. */
async function loadFailure(error: unknown): Promise<DriverFailure> {
  const name = error instanceof Error ? error.name : "unknown";
  const status = await statusOf(import.meta.resolve("@azure/communication-calling"));
  return new DriverFailure(
    status === 404 ? "sdk_missing" : "sdk_failed",
    `import: ${name}, status: ${status ?? "none"}`,
  );
}

async function statusOf(url: string): Promise<number | null> {
  try {
    return (await fetch(url, { method: "HEAD" })).status;
  } catch {
    // The host itself is gone, which is no answer about the file.
    return null;
  }
}
