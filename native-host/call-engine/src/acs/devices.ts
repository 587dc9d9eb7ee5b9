import type { AudioDeviceInfo } from "@azure/communication-calling";
import type { Device, DeviceId, DeviceRole, Devices } from "../protocol.ts";
import type { SdkDeviceManager } from "./sdk.ts";

/** The SDK's device manager, followed: it tells of devices that come and go, and of its choice. */
export class AcsDevices {
  readonly #manager: SdkDeviceManager;
  readonly #report: (devices: Devices) => void;
  #microphones: readonly AudioDeviceInfo[] = [];
  #speakers: readonly AudioDeviceInfo[] = [];

  constructor(manager: SdkDeviceManager, report: (devices: Devices) => void) {
    this.#manager = manager;
    this.#report = report;
    manager.on("audioDevicesUpdated", this.#onChanged);
    manager.on("selectedMicrophoneChanged", this.#onChanged);
    manager.on("selectedSpeakerChanged", this.#onChanged);
  }

  /** Looks anew: names come with the permission. Never rejects. */
  async refresh(): Promise<void> {
    const manager = this.#manager;
    const none = (): AudioDeviceInfo[] => [];
    [this.#microphones, this.#speakers] = await Promise.all([
      manager.getMicrophones().catch(none),
      // 405/40606 where the browser names no speakers.
      manager.isSpeakerSelectionAvailable ? manager.getSpeakers().catch(none) : none(),
    ]);
    this.#report({
      microphones: this.#microphones.map(asDevice),
      speakers: this.#speakers.map(asDevice),
      microphone: manager.selectedMicrophone?.id ?? null,
      speaker: manager.selectedSpeaker?.id ?? null,
      can_choose_speaker: manager.isSpeakerSelectionAvailable,
      can_set_volume: false,
    });
  }

  /** Ignored for a device that is not there. */
  choose(role: DeviceRole, id: DeviceId): void {
    const devices = role === "microphone" ? this.#microphones : this.#speakers;
    const device = devices.find((device) => device.id === id);
    if (device === undefined) {
      return;
    }
    const selecting =
      role === "microphone"
        ? this.#manager.selectMicrophone(device)
        : this.#manager.selectSpeaker(device);
    // Whatever came of it, what is told afterwards is what the SDK uses.
    selecting.then(this.#onChanged, this.#onChanged);
  }

  dispose(): void {
    this.#manager.off("audioDevicesUpdated", this.#onChanged);
    this.#manager.off("selectedMicrophoneChanged", this.#onChanged);
    this.#manager.off("selectedSpeakerChanged", this.#onChanged);
  }

  readonly #onChanged = (): void => void this.refresh();
}

function asDevice({ id, name }: AudioDeviceInfo): Device {
  return { id, name };
}
