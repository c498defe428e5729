import { type BudgetEvent, type Counted, type Held, kindOf, type Limit } from '../../machines/budget-vocabulary.js';
import type { Budget, Claim, Report, Verdict } from '../budget.js';
import { PlaceChart } from './place-chart.js';
import { limitsOf, type Sheet, unlimited } from './sheet.js';

/** More chats than this are not remembered. */
const MAX_CHATS = 100_000;
const GRANTED: Verdict = { waitMs: 0, worth: 0 };

/** What `createBudget` takes. */
export interface BudgetOptions {
  /** What the platform says it allows. Default: nothing is known, and everything is learned. */
  sheet?: Sheet | undefined;
  /** Gets every event that a place processes, in order; `place` is `token`, or `chat:` and the chat's id. Fed to `budgetMachine`
   *  again they give the same answers. */
  onEvent?: ((place: string, event: BudgetEvent) => void) | undefined;
}

/** What one bot may do on one platform. Give the same object to every consumer of that bot: together they keep to the limits of
 *  each chat and of the token. What refusals teach is remembered for as long as the object lives. */
export function createBudget({ sheet = unlimited, onEvent }: BudgetOptions = {}): Budget {
  const chats = new Map<string | number, PlaceChart>();
  /** The chat in which a stream was last heard of. */
  const chatOf = new Map<string, string | number>();
  /** Made when there is something to say about it. */
  let token = sheet.token.length > 0 ? newPlace('token', sheet.token) : undefined;

  function newPlace(name: string, limits: readonly Limit[]): PlaceChart {
    return new PlaceChart(limits, onEvent && ((event) => onEvent(name, event)));
  }

  function placesOf(chatId: string | number): PlaceChart[] {
    let chat = chats.get(chatId);
    if (!chat) {
      chat = newPlace(`chat:${chatId}`, limitsOf(sheet, chatId));
      chats.set(chatId, chat);
      const [oldest] = chats.keys();
      if (chats.size > MAX_CHATS && oldest !== undefined) chats.delete(oldest);
    }
    return token ? [chat, token] : [chat];
  }

  return {
    ask({ chatId, lastsMs = 0, ...claim }: Claim): Verdict {
      chatOf.set(claim.stream, chatId);
      const places = placesOf(chatId);
      for (const place of places) {
        const verdict = place.ask({ type: 'ASKED', lastsMs, ...claim });
        if (verdict.waitMs > 0) return verdict;
      }
      const { stream, op, class: urgency, at } = claim;
      for (const place of places) place.tell({ type: 'CALLED', stream, op, class: urgency, at });
      return GRANTED;
    },

    tell({ chatId, stream, op, at, result, retryAfterMs, scope }: Report): void {
      if (scope === 'token') token ??= newPlace('token', sheet.token);
      const places = placesOf(chatId);
      const concerned = scope === 'token' ? token : places[0];
      for (const place of places) {
        if (result === 'ok') place.tell({ type: 'DONE', stream, at });
        else if (result === 'failed' || place !== concerned) place.tell({ type: 'FAILED', stream, at });
        else if (retryAfterMs === undefined) place.tell({ type: 'REFUSED', stream, at });
        else place.tell({ type: 'HELD', stream, at, ms: retryAfterMs, what: heldBy(op, scope) });
      }
    },

    leave(stream: string): void {
      const chatId = chatOf.get(stream);
      if (chatId === undefined) return;
      chatOf.delete(stream);
      for (const place of placesOf(chatId)) place.tell({ type: 'LEFT', stream });
    },
  };
}

/** A wait on a send holds sends, and on the sign that one is writing only that; on anything else it holds sends too, unless it was said to be for
 *  that kind of call alone. */
export function heldBy(op: Counted, scope: Report['scope']): Held {
  if (scope === 'chat' || scope === 'token') return 'everything';
  const kind = kindOf(op);
  return kind === 'others' && scope !== 'call' ? 'everything' : kind;
}
