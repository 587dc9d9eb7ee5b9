import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const target = process.env.PAGEDIAL_TARGET_DIR ?? path.join(root, "target");

export const extension = path.join(target, "extension/chromium");
/** The bench measures the host as it is shipped. */
const hostProfile = process.env.PAGEDIAL_HOST_PROFILE ?? "debug";
export const host = path.join(target, hostProfile, "pagedial-host");
export const hostOfAnotherVersion = path.join(root, "tests/e2e/harness/other-version.mjs");
export const emulator = path.join(target, "debug/acs-emulator");
export const sdkTarball = path.join(target, "sdk/azure-communication-calling-2.0.0.tgz");
export const lobApps = path.join(root, "tests/lob-apps");
/** Their scripts, bundled with the packages that they use. */
export const builtLobApps = path.join(target, "lob-apps");

/** Screenshots that a person looks at, in one folder for each run's purpose. */
export const pictures = (folder: string): string => path.join(target, folder);

interface CustomerNumber {
  text: string;
  e164: string;
}

/** Every number of the sample CRM as it stands in the page, and what it is. */
export const crmTruth = (): CustomerNumber[] =>
  JSON.parse(readFileSync(path.join(lobApps, "crm/truth.json"), "utf8"));
