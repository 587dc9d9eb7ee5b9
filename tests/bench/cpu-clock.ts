import type { CDPSession, Page } from "playwright-core";

/**
 * The CPU time of a page's main thread: unlike the clock on the wall it does not go on while other
 * programs have the processor. Asking costs 1 to 4 ms, so what is measured should take long.
 */
export class CpuClock {
  private constructor(private readonly session: CDPSession) {}

  static async of(page: Page): Promise<CpuClock> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    return new CpuClock(session);
  }

  async during<Answer>(run: () => Promise<Answer>): Promise<{ seconds: number; answer: Answer }> {
    const before = await this.#seconds();
    const answer = await run();
    return { seconds: (await this.#seconds()) - before, answer };
  }

  async #seconds(): Promise<number> {
    const { metrics } = await this.session.send("Performance.getMetrics");
    const time = metrics.find(({ name }) => name === "ThreadTime");
    if (time === undefined) throw new Error("this Chromium does not tell its threads' CPU time");
    return time.value;
  }
}
