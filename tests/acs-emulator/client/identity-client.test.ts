// Microsoft's own client against the emulator. What it signs is the truth that both the emulator's
// check and the host's signing have to meet.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import {
  CommunicationIdentityClient,
  type CommunicationIdentityClientOptions,
} from "@azure/communication-identity";

import { type Emulator, startEmulator } from "./emulator.ts";

// The client's default of three retries with growing pauses would only slow a failing test down.
const NO_RETRIES = { retryOptions: { maxRetries: 0 } };

const USER_ID =
  /^8:acs:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function minutesFromNow(date: Date): number {
  return Math.round((date.getTime() - Date.now()) / 60_000);
}

interface Claims {
  readonly skypeid: string;
  readonly acsScope: string;
}

function claims(token: string): Claims {
  const [, payload, signature] = token.split(".");
  assert.ok(payload !== undefined && signature !== undefined, "a token has three parts");
  return JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims;
}

function refusedWith(statusCode: number, code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof Error);
    const seen = error as Error & { statusCode?: number; code?: string };
    assert.deepEqual([seen.statusCode, seen.code], [statusCode, code]);
    return true;
  };
}

/** The client's options for one way of reaching the emulator. */
type Reach = (emulator: Emulator) => Promise<CommunicationIdentityClientOptions>;

function everyOperationWorks(flags: () => string[], reach: Reach): void {
  let emulator: Emulator;
  let client: CommunicationIdentityClient;

  before(async () => {
    emulator = await startEmulator(...flags());
    client = new CommunicationIdentityClient(
      emulator.ready.connectionString,
      await reach(emulator),
    );
  });
  after(() => emulator.stop());

  test("createUser", async () => {
    const user = await client.createUser();
    assert.match(user.communicationUserId, USER_ID);
  });

  test("createUserAndToken", async () => {
    const { user, token, expiresOn } = await client.createUserAndToken(["voip"]);
    assert.equal(claims(token).skypeid, user.communicationUserId.replace("8:", ""));
    assert.equal(minutesFromNow(expiresOn), 1440);
  });

  test("createUserAndToken with a lifetime", async () => {
    const options = { tokenExpiresInMinutes: 60 };
    const { expiresOn } = await client.createUserAndToken(["chat", "voip"], options);
    assert.equal(minutesFromNow(expiresOn), 60);
  });

  test("getToken with each scope and a lifetime", async () => {
    const user = await client.createUser();
    const scopes = ["chat", "voip", "chat.join", "chat.join.limited", "voip.join"] as const;
    for (const scope of scopes) {
      const { token, expiresOn } = await client.getToken(user, [scope], {
        tokenExpiresInMinutes: 61,
      });
      assert.equal(claims(token).acsScope, scope);
      assert.equal(minutesFromNow(expiresOn), 61);
    }
  });

  test("getToken with a lifetime that the service does not give", async () => {
    const user = await client.createUser();
    const short = client.getToken(user, ["voip"], { tokenExpiresInMinutes: 59 });
    await assert.rejects(short, refusedWith(400, "ValidationError"));
  });

  test("revokeTokens", async () => {
    const user = await client.createUser();
    await client.revokeTokens(user);
    assert.equal((await emulator.requests()).at(-1)?.status, 204);
    await client.getToken(user, ["voip"]);
  });

  test("deleteUser", async () => {
    const user = await client.createUser();
    await client.deleteUser(user);
    await assert.rejects(client.getToken(user, ["voip"]), refusedWith(404, "IdentityNotFound"));
  });

  test("a wrong key is refused with 401", async () => {
    const wrongKey = Buffer.from("0123456789abcdef".repeat(4)).toString("base64");
    const stranger = new CommunicationIdentityClient(
      `endpoint=${emulator.ready.endpoint}/;accesskey=${wrongKey}`,
      await reach(emulator),
    );
    await assert.rejects(stranger.createUser(), refusedWith(401, "Denied"));
    const refused = (await emulator.requests()).at(-1);
    assert.deepEqual([refused?.authenticated, refused?.refusal], [false, "signature"]);
  });

  test("every signature of the right key was accepted, under the expected version", async () => {
    const requests = await emulator.requests();
    const strangers = requests.filter((request) => !request.authenticated);
    assert.equal(strangers.length, 1);
    assert.deepEqual([...new Set(requests.map((request) => request.apiVersion))], ["2023-10-01"]);
    const operations = new Set(requests.map((request) => request.operation));
    assert.deepEqual([...operations].sort(), ["create", "delete", "issue", "revoke"]);
  });
}

describe("Microsoft's identity client over http", () => {
  everyOperationWorks(
    () => [],
    async () => ({ ...NO_RETRIES, allowInsecureConnection: true }),
  );
});

describe("Microsoft's identity client over https with the throw-away CA", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "acs-emulator-"));
  });
  after(() => rm(directory, { recursive: true }));

  everyOperationWorks(
    () => ["--tls", directory],
    async (emulator) => {
      assert.ok(emulator.ready.ca !== null);
      return { ...NO_RETRIES, tlsOptions: { ca: await readFile(emulator.ready.ca) } };
    },
  );

  test("the CA is needed", async () => {
    const emulator = await startEmulator("--tls", directory);
    const client = new CommunicationIdentityClient(emulator.ready.connectionString, NO_RETRIES);
    await assert.rejects(client.createUser(), /unable to (verify|get)/);
    await emulator.stop();
  });
});
