import type { Device, DeviceId, DeviceRole, Devices } from "../protocol.ts";

/** Chromium lists the system's choice once more under these; here that is no choice at all. */
const PSEUDO_IDS = ["default", "communications"];

/** What there is to hear and speak with, and what of it is chosen. */
export class AudioDevices {
  readonly #report: (devices: Devices) => void;
  readonly #watchers = new Set<() => void>();
  readonly #listening = new AbortController();
  #microphones: Device[] = [];
  #speakers: Device[] = [];
  #chosen: Record<DeviceRole, DeviceId | null> = { microphone: null, speaker: null };

  /** `report` hears of the devices once they are known and whenever they change. */
  constructor(report: (devices: Devices) => void) {
    this.#report = report;
    const { signal } = this.#listening;
    navigator.mediaDevices.addEventListener("devicechange", () => void this.refresh(), { signal });
  }

  /** The chosen device, unless it is gone; `null` is the system's choice. */
  chosen(role: DeviceRole): DeviceId | null {
    return this.#chosen[role];
  }

  /** Ignored for a device that is not there. */
  choose(role: DeviceRole, device: DeviceId): void {
    const devices = role === "microphone" ? this.#microphones : this.#speakers;
    if (devices.some(({ id }) => id === device)) {
      this.#chosen = { ...this.#chosen, [role]: device };
      this.#changed();
    }
  }

  /** Looks anew. Names come with the permission, of which no event tells. Never rejects. */
  async refresh(): Promise<void> {
    const found = await navigator.mediaDevices.enumerateDevices();
    this.#microphones = devicesOf(found, "audioinput");
    this.#speakers = devicesOf(found, "audiooutput");
    this.#chosen = {
      microphone: unlessGone(this.#chosen.microphone, this.#microphones),
      speaker: unlessGone(this.#chosen.speaker, this.#speakers),
    };
    this.#changed();
  }

  /** Calls `watcher` after every change, until the signal aborts. */
  watch(watcher: () => void, signal: AbortSignal): void {
    this.#watchers.add(watcher);
    signal.addEventListener("abort", () => this.#watchers.delete(watcher), { once: true });
  }

  dispose(): void {
    this.#listening.abort();
    this.#watchers.clear();
  }

  #changed(): void {
    this.#report({
      microphones: this.#microphones,
      speakers: this.#speakers,
      microphone: this.#chosen.microphone,
      speaker: this.#chosen.speaker,
      can_choose_speaker: "setSinkId" in HTMLMediaElement.prototype,
      can_set_volume: true,
    });
    for (const watcher of [...this.#watchers]) {
      watcher();
    }
  }
}

/** Without a permission the browser tells only that there is something, under no id. */
function devicesOf(found: readonly MediaDeviceInfo[], kind: MediaDeviceKind): Device[] {
  return found
    .filter((device) => device.kind === kind && device.deviceId !== "")
    .filter(({ deviceId }) => !PSEUDO_IDS.includes(deviceId))
    .map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}

function unlessGone(chosen: DeviceId | null, devices: readonly Device[]): DeviceId | null {
  return devices.some(({ id }) => id === chosen) ? chosen : null;
}
