import assert from "node:assert/strict";
import { test } from "node:test";

import { Questions } from "../src/ask";
import {
  type Found,
  type FoundNumber,
  type Group,
  MAX_BLOCKS,
  MAX_TEXT,
  MAX_TEXT_A_MINUTE,
} from "../src/protocol";
import { NOWHERE, type Place } from "../src/surroundings";

type Answer = Pick<Found, "blocks">;

/** A line whose far end answers when the test says so. */
class TestLine {
  readonly sent: string[][] = [];
  readonly groups: Group[][] = [];
  readonly waits: number[] = [];
  time = 0;
  readonly #ends: { resolve: (found: Answer) => void; reject: (error: Error) => void }[] = [];
  readonly #timers: (() => void)[] = [];

  send = (groups: Group[]): Promise<Answer> => {
    this.groups.push(groups);
    this.sent.push(groups.flatMap(({ texts }) => texts));
    return new Promise((resolve, reject) => this.#ends.push({ resolve, reject }));
  };

  now = (): number => this.time;

  after = (milliseconds: number, run: () => void): void => {
    this.waits.push(milliseconds);
    this.#timers.push(run);
  };

  async answer(): Promise<void> {
    const texts = this.sent.at(-this.#ends.length);
    assert.ok(texts);
    this.#ends.shift()?.resolve({ blocks: texts.map((text) => numbersIn(text)) });
    await turns();
  }

  async answerWith(found: Answer): Promise<void> {
    this.#ends.shift()?.resolve(found);
    await turns();
  }

  async fail(): Promise<void> {
    this.#ends.shift()?.reject(new Error("Receiving end does not exist."));
    await turns();
  }

  async timePasses(): Promise<void> {
    this.#timers.shift()?.();
    await turns();
  }
}

/** Lets every promise that is settled have its effect. */
const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A number as long as the text, so that answers can be told apart. */
function numbersIn(text: string): FoundNumber[] {
  const number = {
    e164: "+14255550123",
    international: text,
    region: "US",
    type: "fixed_line",
    verdict: "call",
    reason: "valid",
  };
  return [{ start: 0, end: text.length, number }];
}

function listener(): { answers: string[]; receive: (numbers: readonly FoundNumber[]) => void } {
  const answers: string[] = [];
  return {
    answers,
    receive: (numbers) => {
      answers.push(numbers[0]?.number.international ?? "none");
    },
  };
}

test("texts go together in one message and each gets its own answer", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { answers, receive } = listener();
  questions.ask("one", NOWHERE, receive);
  questions.ask("two", NOWHERE, receive);
  questions.flush();
  assert.deepEqual(line.sent, [["one", "two"]]);
  await line.answer();
  assert.deepEqual(answers, ["one", "two"]);
  assert.equal(questions.settled, true);
});

test("a text is asked once, and its answer is remembered", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { answers, receive } = listener();
  questions.ask("one", NOWHERE, receive);
  questions.ask("one", NOWHERE, receive);
  questions.flush();
  questions.ask("one", NOWHERE, receive);
  await line.answer();
  questions.ask("one", NOWHERE, receive);
  questions.flush();
  assert.deepEqual(line.sent, [["one"]]);
  assert.deepEqual(answers, ["one", "one", "one", "one"]);
});

test("while more is about to be asked, a few texts wait for it a moment", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { receive } = listener();
  questions.ask("one", NOWHERE, receive);
  questions.flush(false);
  questions.ask("two", NOWHERE, receive);
  assert.deepEqual(line.sent, []);
  await line.timePasses();
  assert.deepEqual(line.sent, [["one", "two"]]);
});

test("a screenful of texts waits for no more", () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { receive } = listener();
  for (let index = 0; index < 200; index += 1) questions.ask(`text ${index}`, NOWHERE, receive);
  questions.flush(false);
  assert.deepEqual(
    line.sent.map(({ length }) => length),
    [200],
  );
});

test("no message has more blocks or text than the background takes", () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { receive } = listener();
  for (let index = 0; index < MAX_BLOCKS + 1; index += 1) {
    questions.ask(`text ${index}`, NOWHERE, receive);
  }
  questions.flush();
  assert.deepEqual(
    line.sent.map((texts) => texts.length),
    [MAX_BLOCKS, 1],
  );

  const long = new TestLine();
  const longer = new Questions(long);
  for (let index = 0; index < 40; index += 1) {
    longer.ask(String(index).padEnd(8192, "x"), NOWHERE, receive);
  }
  longer.flush();
  const lengths = long.sent.map((texts) => texts.join("").length);
  assert.ok(lengths.every((length) => length <= MAX_TEXT));
  assert.equal(long.sent.flat().length, 40);
});

/** The place of a column. */
function under(header: string): Place {
  const surroundings = { ...NOWHERE.surroundings, header };
  return { key: header, length: header.length, surroundings };
}

test("texts of one place go together, and each still gets its own answer", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { answers, receive } = listener();
  questions.ask("one", under("Phone"), receive);
  questions.ask("two", under("Order"), receive);
  questions.ask("three", under("Phone"), receive);
  questions.flush();
  assert.deepEqual(line.groups, [
    [
      { surroundings: under("Phone").surroundings, texts: ["one", "three"] },
      { surroundings: under("Order").surroundings, texts: ["two"] },
    ],
  ]);
  await line.answer();
  assert.deepEqual(answers, ["one", "three", "two"]);
});

test("the same text in another place is another question", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { receive } = listener();
  questions.ask("one", under("Phone"), receive);
  questions.flush();
  await line.answer();
  questions.ask("one", under("Order"), receive);
  questions.ask("one", under("Phone"), receive);
  questions.flush();
  assert.deepEqual(line.sent, [["one"], ["one"]]);
  assert.equal(line.groups.at(-1)?.[0]?.surroundings.header, "Order");
});

test("at most two messages are under way; the next goes when one is answered", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { receive } = listener();
  for (let index = 0; index < 3 * MAX_BLOCKS; index += 1) {
    questions.ask(`text ${index}`, NOWHERE, receive);
  }
  questions.flush();
  assert.equal(line.sent.length, 2);
  await line.answer();
  assert.equal(line.sent.length, 3);
});

test("a message that failed is sent again, later and later", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { answers, receive } = listener();
  questions.ask("one", NOWHERE, receive);
  questions.flush();
  for (let times = 0; times < 10; times += 1) {
    await line.fail();
    assert.equal(questions.settled, false);
    await line.timePasses();
  }
  assert.deepEqual(line.waits, [200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000]);
  await line.answer();
  assert.deepEqual(answers, ["one"]);
});

test("an answer that does not fit the question counts as a failure", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { answers, receive } = listener();
  questions.ask("one", NOWHERE, receive);
  questions.flush();
  await line.answerWith({ blocks: [] });
  assert.deepEqual(answers, []);
  await line.timePasses();
  await line.answer();
  assert.deepEqual(answers, ["one"]);
});

test("a text that fails again and again does not hold up the others", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { answers, receive } = listener();
  questions.ask("bad", NOWHERE, receive);
  questions.flush();
  questions.ask("good", NOWHERE, receive);
  questions.flush();
  await line.fail();
  await line.answer();
  assert.deepEqual(answers, ["good"]);
});

test("nothing is sent while a failure is waited out", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { receive } = listener();
  questions.ask("one", NOWHERE, receive);
  questions.flush();
  await line.fail();
  questions.ask("two", NOWHERE, receive);
  questions.flush();
  assert.equal(line.sent.length, 1);
  await line.timePasses();
  assert.deepEqual(line.sent.at(-1), ["one", "two"]);
});

test("a lone surrogate is sent as a character that every parser takes, of the same length", () => {
  const line = new TestLine();
  const questions = new Questions(line);
  questions.ask("a\ud800b", NOWHERE, listener().receive);
  questions.flush();
  assert.deepEqual(line.sent, [["a\ufffdb"]]);
});

test("answers are forgotten when there are too many, the longest unused first", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const { receive } = listener();
  const texts = Array.from({ length: 4097 }, (_, index) => `text ${index}`);
  for (const text of texts) {
    questions.ask(text, NOWHERE, receive);
  }
  questions.flush();
  while (!questions.settled) {
    await line.answer();
  }
  const messages = line.sent.length;
  questions.ask("text 4096", NOWHERE, receive);
  questions.flush();
  assert.equal(line.sent.length, messages);
  questions.ask("text 0", NOWHERE, receive);
  questions.flush();
  assert.deepEqual(line.sent.at(-1), ["text 0"]);
});

test("a frame asks no more than its share in a minute, and goes on in the next", async () => {
  const line = new TestLine();
  const questions = new Questions(line);
  const long = "0".repeat(MAX_TEXT - 8192);
  const tooMany = Math.ceil(MAX_TEXT_A_MINUTE / long.length);
  for (let each = 0; each < tooMany; each += 1) {
    questions.ask(`${each} ${long}`, NOWHERE, () => undefined);
  }
  questions.flush();
  while (line.waits.length === 0) {
    await line.answer();
  }
  const inFirstMinute = line.sent.length;
  assert.ok(inFirstMinute * long.length < MAX_TEXT_A_MINUTE / 2);
  assert.deepEqual(line.waits, [60_000]);
  line.time = 60_000;
  await line.timePasses();
  assert.ok(line.sent.length > inFirstMinute);
});
