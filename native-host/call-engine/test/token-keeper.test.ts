import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { IssuedToken } from "../src/protocol.ts";
import { TokenKeeper } from "../src/token-keeper.ts";
import { ManualClock } from "./manual-clock.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function start(lifetime: number) {
  const clock = new ManualClock();
  let asked = 0;
  const issue = (life: number, user_id = "8:acs:test"): IssuedToken => ({
    token: `of ${clock.now()}`,
    expires_on_ms: clock.now() + life,
    user_id,
  });
  const first = issue(lifetime);
  const keeper = new TokenKeeper(first, clock, () => {
    asked += 1;
  });
  return { clock, keeper, first, issue, asked: () => asked };
}

describe("the token keeper", () => {
  it("asks ten minutes before the token ends, not before", () => {
    const { clock, asked } = start(HOUR);
    clock.advance(50 * MINUTE - 1);
    assert.equal(asked(), 0);
    clock.advance(1);
    assert.equal(asked(), 1);
  });

  it("keeps a token going for 25 hours, one renewal each", () => {
    const { clock, keeper, issue, asked } = start(HOUR);
    for (let minute = 0; minute < 25 * 60; minute += 1) {
      const before = asked();
      clock.advance(MINUTE);
      if (asked() > before) {
        keeper.accept(issue(HOUR));
      }
    }
    assert.equal(asked(), 30);
  });

  it("asks again, ever more slowly, while there is no token to be had", () => {
    const { clock, keeper, asked } = start(HOUR);
    clock.advance(50 * MINUTE);
    const waits = [];
    for (let round = 0; round < 6; round += 1) {
      const before = asked();
      keeper.accept(null);
      let wait = 0;
      while (asked() === before) {
        clock.advance(1_000);
        wait += 1;
      }
      waits.push(wait);
    }
    assert.deepEqual(waits, [5, 10, 20, 40, 60, 60]);
  });

  it("asks again when no answer comes", () => {
    const { clock, asked } = start(HOUR);
    clock.advance(50 * MINUTE);
    clock.advance(35_000);
    assert.equal(asked(), 2);
  });

  it("takes no token of another person, and none that ends no later", async () => {
    const { clock, keeper, first, issue, asked } = start(HOUR);
    clock.advance(50 * MINUTE);
    keeper.accept(issue(HOUR, "8:acs:other"));
    clock.advance(5_000);
    keeper.accept(first);
    clock.advance(10_000);
    assert.equal(asked(), 3);
    const good = issue(HOUR);
    keeper.accept(good);
    assert.equal(await keeper.fresh(), good);
  });

  it("gives the token at hand while it is good, and waits for the next when not", async () => {
    const { clock, keeper, first, issue } = start(HOUR);
    assert.equal(await keeper.fresh(), first);
    clock.advance(50 * MINUTE);
    const next = keeper.fresh();
    keeper.accept(null);
    clock.advance(HOUR);
    const good = issue(HOUR);
    keeper.accept(good);
    assert.equal(await next, good);
  });

  it("looks at the wall clock within a minute of a sleep", () => {
    const { clock, asked } = start(HOUR);
    clock.sleep(2 * HOUR);
    clock.advance(MINUTE);
    assert.equal(asked(), 1);
  });

  it("is quiet once disposed of", () => {
    const { clock, keeper, asked } = start(HOUR);
    keeper.dispose();
    clock.advance(2 * HOUR);
    assert.equal(asked(), 0);
    assert.equal(clock.pending, 0);
  });
});
