// Microsoft's npm client, Microsoft's Python client and our host lead one identity each through its
// life. Whatever the emulator saw of the three has to be the same: the emulator and the host then
// agree with both clients, and not only with each other.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { CommunicationIdentityClient } from "@azure/communication-identity";

import { type Emulator, type LoggedRequest, startEmulator, targetFolder } from "./emulator.ts";

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), "acs-clients-"));
});
after(() => rm(directory, { recursive: true }));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, in a home of its own and with nothing else of our environment. */
const run = (
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Run> =>
  new Promise((resolve) => {
    const env = { HOME: directory, PATH: process.env.PATH ?? "", ...environment };
    execFile(program, [...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });

/** Through the life of one identity, by one of the clients. */
type Client = (emulator: Emulator, authority: string) => Promise<void>;

const npm: Client = async ({ ready }, authority) => {
  const client = new CommunicationIdentityClient(ready.connectionString, {
    tlsOptions: { ca: await readFile(authority) },
    retryOptions: { maxRetries: 0 },
  });
  const user = await client.createUser();
  await client.getToken(user, ["voip"]);
  await client.revokeTokens(user);
  await client.deleteUser(user);
};

const python: Client = async ({ ready }, authority) => {
  const script = fileURLToPath(new URL("identity_client.py", import.meta.url));
  const program = join(targetFolder(), "python/bin/python");
  const done = await run(program, [script, ready.connectionString, authority]);
  assert.equal(done.code, 0, done.stderr);
  const { user, parts } = JSON.parse(done.stdout) as { user: string; parts: number };
  assert.match(user, /^8:acs:/);
  assert.equal(parts, 3);
};

/** `doctor` has a token minted, as the last link of the chain; `logout` ends what it began. */
const host: Client = async ({ ready }, authority) => {
  const program = join(targetFolder(), "debug/pagedial-host");
  const environment = { ACS_CONNECTION_STRING: ready.connectionString, SSL_CERT_FILE: authority };
  const doctor = await run(program, ["doctor", "--json"], environment);
  const { findings } = JSON.parse(doctor.stdout) as {
    findings: { check: string; verdict: string }[];
  };
  assert.equal(findings.find(({ check }) => check === "token")?.verdict, "good", doctor.stdout);
  const logout = await run(program, ["logout", "--json"], environment);
  assert.deepEqual(JSON.parse(logout.stdout), { deleted: true });
};

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** What the emulator saw of a client, without what is another each time. */
const seenOf = async (client: Client): Promise<object[]> => {
  const emulator = await startEmulator("--tls", directory);
  try {
    assert.ok(emulator.ready.ca !== null);
    await client(emulator, emulator.ready.ca);
    const requests = await emulator.requests();
    return requests.filter(({ operation }) => operation !== null).map(comparable);
  } finally {
    await emulator.stop();
  }
};

const comparable = ({ method, path, apiVersion, authenticated, status }: LoggedRequest) => ({
  line: `${method} ${path.replace(UUID, "UUID")}?api-version=${apiVersion}`,
  authenticated,
  status,
});

test("npm's client, Python's and the host ask the same, signed right, and are answered the same", async () => {
  const user = "/identities/8%3Aacs%3AUUID_UUID";
  const version = "?api-version=2023-10-01";
  const expected = [
    { line: `POST /identities${version}`, authenticated: true, status: 201 },
    { line: `POST ${user}/:issueAccessToken${version}`, authenticated: true, status: 200 },
    { line: `POST ${user}/:revokeAccessTokens${version}`, authenticated: true, status: 204 },
    { line: `DELETE ${user}${version}`, authenticated: true, status: 204 },
  ];
  assert.deepEqual(await seenOf(npm), expected, "npm");
  assert.deepEqual(await seenOf(python), expected, "Python");
  assert.deepEqual(await seenOf(host), expected, "the host");
});
