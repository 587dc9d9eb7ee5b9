import type { CallListener, DriverCall, IncomingRing, RingListener } from "../driver.ts";
import type { E164, EndReason } from "../protocol.ts";
import { AcsCall, type Surroundings } from "./call.ts";
import type { SdkIncomingCall } from "./sdk.ts";

/** E.164, as `pagedial-protocol` has it. */
const E164_FORM = /^\+[1-9][0-9]{6,14}$/;

/** A call of the SDK's that rings, and whoever hears of its end. */
export class AcsRing implements IncomingRing {
  readonly #incoming: SdkIncomingCall;
  readonly #around: Surroundings;
  #listener: RingListener | null = null;

  constructor(incoming: SdkIncomingCall, around: Surroundings) {
    this.#incoming = incoming;
    this.#around = around;
    incoming.on("callEnded", this.#onEnded);
  }

  /** Who hears of its end from now on. */
  tell(listener: RingListener): void {
    this.#listener = listener;
  }

  accept(listener: CallListener): DriverCall {
    this.#stopListening();
    const incoming = this.#incoming;
    return new AcsCall(
      { open: () => incoming.accept(), leave: () => rejectQuietly(incoming) },
      listener,
      this.#around,
    );
  }

  reject(): void {
    this.#stopListening();
    rejectQuietly(this.#incoming);
  }

  readonly #onEnded = ({ callEndReason }: { callEndReason?: SdkEnd }): void => {
    this.#stopListening();
    this.#listener?.ended(reasonOf(callEndReason ?? this.#incoming.callEndReason));
  };

  #stopListening(): void {
    this.#incoming.off("callEnded", this.#onEnded);
  }
}

/** The caller's number, if the caller is a telephone that shows it. */
export function callerOf({ callerInfo }: SdkIncomingCall): E164 | null {
  const { identifier } = callerInfo;
  const isNumber = identifier !== undefined && "phoneNumber" in identifier;
  return isNumber && E164_FORM.test(identifier.phoneNumber) ? identifier.phoneNumber : null;
}

type SdkEnd = NonNullable<SdkIncomingCall["callEndReason"]>;

function reasonOf(end: SdkEnd | undefined): EndReason {
  return { code: end?.code ?? 487, sub_code: end?.subCode ?? 0, problem: null };
}

/** One that fails has ended by itself. */
function rejectQuietly(incoming: SdkIncomingCall): void {
  incoming.reject().catch(() => undefined);
}
