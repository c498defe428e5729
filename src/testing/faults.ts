import type { IncomingCall } from './emulator.js';

/** Which calls a fault meets, and how often. */
export interface FaultAim {
  /** The call's name in the platform's own words (`editMessageText`, `chat.update`), several of them, or a test of the whole call.
   *  Default: every call. */
  on?: string | readonly string[] | ((call: IncomingCall) => boolean) | undefined;
  /** How many matching calls pass untouched before the fault strikes. Default 0. */
  after?: number | undefined;
  /** How many calls it strikes; `Infinity` for all that follow. Default 1. */
  times?: number | undefined;
}

/** What goes wrong.
 *
 *  - `wait`: told to wait, in the platform's own form (429 as a rule), not applied. Without `seconds` no waiting time is given,
 *    neither in a header nor in the body.
 *  - `refuse`: refused with the platform's own words or code, not applied. `status` overrides the HTTP status that goes with it.
 *  - `cutBefore`: the socket is reset before the call is applied.
 *  - `cutAfter`: the call is applied, then the socket is reset: the answer is lost.
 *  - `html502`: a proxy's HTML page with status 502, not applied.
 *  - `slow`: applied at once, answered `ms` milliseconds later.
 *  - `hang`: neither applied nor answered; the connection stays open until the client or `close` ends it. */
export type FaultKind =
  | { kind: 'wait'; seconds?: number | undefined }
  | { kind: 'refuse'; error: string; status?: number | undefined }
  | { kind: 'cutBefore' }
  | { kind: 'cutAfter' }
  | { kind: 'html502' }
  | { kind: 'slow'; ms: number }
  | { kind: 'hang' };

/** A failure, and which calls it strikes. */
export type Fault = FaultAim & FaultKind;

/** The faults still to come, in order. Each counts the calls it matches by itself; the first that is due strikes. */
export class FaultList {
  readonly #waiting: { fault: Fault; pass: number; left: number }[] = [];

  constructor(faults: readonly Fault[] = []) {
    this.add(...faults);
  }

  add(...faults: Fault[]): void {
    for (const fault of faults) this.#waiting.push({ fault, pass: fault.after ?? 0, left: fault.times ?? 1 });
  }

  /** The fault that strikes this call, used up by one; undefined if the call goes through. */
  take(call: IncomingCall): Fault | undefined {
    for (const entry of this.#waiting) {
      if (entry.left <= 0 || !aimsAt(entry.fault, call)) continue;
      if (entry.pass > 0) {
        entry.pass -= 1;
        continue;
      }
      entry.left -= 1;
      return entry.fault;
    }
    return undefined;
  }
}

function aimsAt({ on }: FaultAim, call: IncomingCall): boolean {
  if (on === undefined) return true;
  if (typeof on === 'function') return on(call);
  return typeof on === 'string' ? on === call.name : on.includes(call.name);
}
