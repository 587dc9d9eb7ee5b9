// The peer: a native messaging host in Node that does the same job with Microsoft's own client. It
// answers `hello` and `issue_token` as ours does, keeps one identity for all its starts and the token
// in memory, mints once for however many ask, and serves the engine's files on loopback.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

import { CommunicationIdentityClient } from "@azure/communication-identity";

const MOST_BYTES = 1024 * 1024;
const RENEW_BEFORE_END_MS = 10 * 60 * 1000;

interface Request {
  id: number;
  body: { type: string };
}

type Identity = Awaited<ReturnType<CommunicationIdentityClient["createUser"]>>;

interface Token {
  token: string;
  expires_on_ms: number;
  user_id: string;
}

const [, , connectionString = "", engineFolder = "", identityFile = ""] = process.argv;

const files = new Map(
  ["index.html", "engine.js", "communication-common.js", "logger.js"].map((name) => [
    name,
    readFileSync(path.join(engineFolder, name)),
  ]),
);
const folder = `/pagedial-engine/${randomBytes(16).toString("hex")}/`;
const server = createServer((request, response) => {
  const file = request.url?.startsWith(folder) && files.get(request.url.slice(folder.length));
  response.writeHead(file ? 200 : 404, { "cache-control": "no-store" });
  response.end(file || undefined);
});
const listening = new Promise<number>((resolve) => {
  server.listen(0, "localhost", () => {
    const address = server.address();
    resolve(typeof address === "object" && address ? address.port : 0);
  });
});

let client: CommunicationIdentityClient | undefined;
let token: Promise<Token> | undefined;

const identity = async (client: CommunicationIdentityClient): Promise<Identity> => {
  if (existsSync(identityFile)) return JSON.parse(readFileSync(identityFile, "utf8")) as Identity;
  const user = await client.createUser();
  writeFileSync(identityFile, JSON.stringify(user));
  return user;
};

const mint = async (): Promise<Token> => {
  client ??= new CommunicationIdentityClient(connectionString, { allowInsecureConnection: true });
  const user = await identity(client);
  const minted = await client.getToken(user, ["voip"], { tokenExpiresInMinutes: 60 });
  return {
    token: minted.token,
    expires_on_ms: minted.expiresOn.getTime(),
    user_id: user.communicationUserId,
  };
};

const cached = async (): Promise<Token> => {
  token ??= mint();
  const known = await token;
  if (known.expires_on_ms - RENEW_BEFORE_END_MS > Date.now()) return known;
  token = mint();
  return token;
};

const answer = async ({ id, body }: Request): Promise<unknown> => {
  if (body.type === "hello") {
    const origin = `http://localhost:${await listening}`;
    const engine = { url: `${origin}${folder}index.html`, origin, driver: "loopback" };
    const protocol = { major: 1, minor: 0 };
    const account = { type: "configured", caller_id: null, default_number: null };
    return {
      id,
      outcome: { ok: { type: "hello", protocol, host_version: "0", engine, account } },
    };
  }
  return { id, outcome: { ok: { type: "token", token: await cached() } } };
};

const send = (message: unknown): void => {
  const body = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(4);
  header.writeUInt32LE(body.length);
  process.stdout.write(Buffer.concat([header, body]));
};

let waiting: Buffer = Buffer.alloc(0);
process.stdin.on("data", (chunk: Buffer) => {
  waiting = Buffer.concat([waiting, chunk]);
  while (waiting.length >= 4) {
    const length = waiting.readUInt32LE();
    if (length > MOST_BYTES) process.exit(11);
    if (waiting.length < 4 + length) return;
    const request = JSON.parse(waiting.subarray(4, 4 + length).toString()) as Request;
    waiting = waiting.subarray(4 + length);
    void answer(request).then(send);
  }
});
process.stdin.on("end", () => process.exit(0));
