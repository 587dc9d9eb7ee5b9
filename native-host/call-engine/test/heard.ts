import type { EngineEvent } from "../src/protocol.ts";

const EVENT_BOUND_MS = 45_000;

/** What an engine has said, and waiting for what it will say. */
export class Heard {
  /** All of it, in order. */
  readonly events: EngineEvent[] = [];
  #listeners = new Set<() => void>();

  heard(event: EngineEvent): void {
    this.events.push(event);
    for (const listener of this.#listeners) {
      listener();
    }
  }

  /** The first event, from the `from`th on, that `isIt` takes. */
  async event<T extends EngineEvent["type"]>(
    type: T,
    isIt: (event: Extract<EngineEvent, { type: T }>) => boolean = () => true,
    from = 0,
  ): Promise<Extract<EngineEvent, { type: T }>> {
    const isWanted = (event: EngineEvent): event is Extract<EngineEvent, { type: T }> =>
      event.type === type && isIt(event as Extract<EngineEvent, { type: T }>);
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.events.slice(from).find(isWanted);
        if (found !== undefined) {
          clearTimeout(bound);
          this.#listeners.delete(look);
          resolve(found);
        }
      };
      const bound = setTimeout(() => {
        this.#listeners.delete(look);
        const said = this.events.map((event) => JSON.stringify(event)).slice(-20);
        reject(new Error(`no ${type} among, at last, ${said.join(" ")}`));
      }, EVENT_BOUND_MS);
      this.#listeners.add(look);
      look();
    });
  }

  state(call: string, state: string, from = 0) {
    return this.event("call_state", (event) => event.call === call && event.state === state, from);
  }

  async end(call: string) {
    const { reason } = await this.event("call_ended", (event) => event.call === call);
    return reason;
  }

  /** What a call did, in order: its states, the tones sent, what failed, its end. */
  ofCall(call: string): string[] {
    return this.events.flatMap((event) => {
      if (!("call" in event) || event.call !== call) {
        return [];
      }
      switch (event.type) {
        case "call_state":
          return [event.state];
        case "dtmf_sent":
          return [event.tone];
        case "muted":
          return [event.muted ? "muted" : "unmuted"];
        case "control_failed":
          return [`${event.control} failed`];
        case "call_ended":
          return [event.type];
        // What is measured comes when it comes.
        default:
          return [];
      }
    });
  }
}
