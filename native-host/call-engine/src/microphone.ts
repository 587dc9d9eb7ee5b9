import { DriverFailure } from "./driver.ts";

/** Whether opening the microphone may bring up the browser's prompt. */
export async function microphoneMayPrompt(): Promise<boolean> {
  const permission = await navigator.permissions.query({ name: "microphone" });
  return permission.state === "prompt";
}

/**
 * Opens a microphone; `null` is the system's choice. One that went meanwhile is the system's choice
 * too.
 *
 * Rejects with {@link DriverFailure}: `microphone_denied` or `no_microphone`.
 */
export async function openMicrophone(device: string | null): Promise<MediaStream> {
  const audio = device === null ? true : { deviceId: { ideal: device } };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio });
  } catch (error) {
    throw microphoneFailure(error);
  }
}

/**
 * Media Capture and Streams §10.2: `NotAllowedError` is a person's, a policy's or the system's no,
 * `SecurityError` the same for the whole document. What is left means that no device can be used:
 * `NotFoundError` there is none, `NotReadableError` another program has it.
 */
export function microphoneFailure(error: unknown): DriverFailure {
  const name = error instanceof Error ? error.name : "unknown";
  const isDenied = name === "NotAllowedError" || name === "SecurityError";
  return new DriverFailure(
    isDenied ? "microphone_denied" : "no_microphone",
    `getUserMedia: ${name}`,
  );
}

/** Whether there is any microphone. Needs no permission: devices without names are listed too. */
export async function hasMicrophone(): Promise<boolean> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.some((device) => device.kind === "audioinput");
}
