import type { Adapter, Failure, Result, TypingRequest } from '../adapter.js';
import type { Budget } from '../budget.js';
import type { Clock } from '../clock.js';
import type { ConsumerOptions, StreamConsumer } from '../consumer.js';
import { type CallResult, type OpenCall, openCall } from '../stream/platform-call.js';

export interface TypingOptions extends Pick<ConsumerOptions, 'chatId' | 'metadata'> {
  adapter: Adapter;
  budget: Budget;
  clock: Clock;
  /** The answer that is being worked on. */
  consumer: StreamConsumer;
  /** A call is made. */
  onCall(): void;
}

/** The sign that somebody is typing. */
export interface TypingSign {
  /** Nothing more will be said. */
  end(): void;
}

/** The sign is shown again when so much of its life is over. */
const RENEWED_AT = 0.8;
const DEADLINE_MS = 5_000;
/** Asked again, these would say the same. */
const FOR_GOOD: ReadonlySet<string> = new Set(['editUnsupported', 'forbidden', 'rejected']);

/** Shows that somebody is typing until `end`, where the platform can. It is a call like any other and worth the least of all: it is left out
 *  where the budget has no room, and while text appears, which says the same. */
export function showTyping({ adapter, chatId, metadata, budget, clock, consumer, onCall }: TypingOptions): TypingSign | undefined {
  const { limits } = adapter;
  if (!adapter.typing || limits.typingExpiryMs === undefined) return undefined;
  const beatMs = limits.typingExpiryMs * RENEWED_AT;
  /** A stream has one call at a time, and this is none of its own. */
  const claim = { stream: `${consumer.streamId} typing`, chatId, op: 'typing', class: 'interim', unshown: 0, ageMs: 0, perMs: 0 } as const;
  let callsSeen = 0;
  /** A wait that was told for the sign alone is its own: text has nothing to do with it. */
  let notBefore = 0;
  let open: OpenCall | undefined;
  let isShown = false;
  let isOver = false;
  let timer: unknown;
  beat();

  function beat(): void {
    const { calls } = consumer.view();
    const waitMs = calls === callsSeen && !open ? call((request) => adapter.typing?.(request)) : 0;
    callsSeen = calls;
    timer = clock.setTimeout(beat, waitMs > 0 ? Math.min(waitMs, beatMs) : beatMs);
  }

  /** Makes the call, or gives the milliseconds after which to ask again. */
  function call(make: (request: TypingRequest) => Promise<Result> | undefined): number {
    const at = clock.now();
    const waitMs = at < notBefore ? notBefore - at : budget.ask({ ...claim, at }).waitMs;
    if (waitMs > 0) {
      // It keeps no place: by then there may be text.
      budget.leave(claim.stream);
      return waitMs;
    }
    onCall();
    isShown = true;
    open = openCall(async (signal) => (await make({ chatId, metadata, signal })) ?? { ok: true }, DEADLINE_MS, clock);
    void open.result.then((result) => answered(result, at));
    return 0;
  }

  function answered(result: CallResult, calledAt: number): void {
    open = undefined;
    const now = clock.now();
    const { scope, retryAfterMs } = heldBy(result);
    const isForAll = scope === 'chat' || scope === 'token';
    budget.tell({
      ...claim,
      ...{ at: now, latencyMs: now - calledAt, scope, retryAfterMs },
      result: result.ok ? 'ok' : isForAll ? 'held' : 'failed',
    });
    if (!isForAll) notBefore = now + (retryAfterMs ?? 0);
    if (!result.ok && FOR_GOOD.has(result.reason)) clock.clearTimeout(timer);
    if (isOver) takeAway();
  }

  /** Once, if the platform can; else it goes out by itself. */
  function takeAway(): void {
    const isAsked = isShown && adapter.endTyping && call((request) => adapter.endTyping?.(request)) === 0;
    isShown = false;
    if (!isAsked) budget.leave(claim.stream);
  }

  return {
    end() {
      if (isOver) return;
      isOver = true;
      clock.clearTimeout(timer);
      // One that is on its way would come after the last words.
      if (open) open.hasten(0);
      else takeAway();
    },
  };
}

function heldBy(result: CallResult): Pick<Failure, 'scope' | 'retryAfterMs'> {
  return !result.ok && result.reason === 'rateLimited' ? result : {};
}
