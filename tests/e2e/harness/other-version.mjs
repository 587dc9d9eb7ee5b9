#!/usr/bin/env node
// A host of another major version of the protocol, as far as a dialer gets with one: it answers each
// request that it does not understand that one of the two has to be updated.
import { stdin, stdout } from "node:process";

let waiting = Buffer.alloc(0);

const answer = (id) => {
  const error = {
    code: 13,
    name: "upgrade_needed",
    message: "The extension and the Pagedial host are of different versions.",
    remedy: "Install the newest version of both.",
  };
  const body = Buffer.from(JSON.stringify({ id, outcome: { error } }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  stdout.write(Buffer.concat([length, body]));
};

stdin.on("data", (chunk) => {
  waiting = Buffer.concat([waiting, chunk]);
  while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32LE(0)) {
    const end = 4 + waiting.readUInt32LE(0);
    answer(JSON.parse(waiting.subarray(4, end).toString()).id);
    waiting = waiting.subarray(end);
  }
});
