import { describe, expect, test } from 'vitest';
import { createBudget } from '../../src/budget/create-budget.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { createLibrary } from '../../src/inspector/library.js';
import { TapeView } from '../../src/inspector/tape-view.js';
import type { BudgetView } from '../../src/inspector/wire.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { recordTape } from './record-tape.js';

const deltas = Array.from({ length: 60 }, (_, index) => `word number ${index} `);
const heldFor = (retryAfterMs: number, scope?: 'chat' | 'token') => ({ ok: false, reason: 'rateLimited', retryAfterMs, scope }) as const;

/** What was seen of the budget, change by change. */
function changes(views: readonly BudgetView[]): string[] {
  const told = views.map(({ places }) => places.map(({ place, gate, pace }) => `${place}: ${gate}, ${pace}`).join('; '));
  return told.filter((one, index) => one !== told[index - 1]);
}

async function onTape(answer: (call: number) => ReturnType<typeof heldFor> | undefined): Promise<BudgetView[]> {
  const { records, lines } = await recordTape({ stream: 'answer', deltas, answer });
  const view = new TapeView('answer', 1, false);
  records.forEach((record, index) => {
    view.push(record, lines[index] ?? '');
  });
  return lines.map((_, index) => view.momentAt(index)?.budget).filter((budget) => budget !== undefined);
}

describe('the budget of a tape', () => {
  test("is concluded from the stream's own calls, hold by hold", async () => {
    const views = await onTape((call) => (call === 3 ? heldFor(1_500) : undefined));

    expect(changes(views)).toEqual(['chat: open, trusting', 'chat: held, keeping', 'chat: resuming, keeping', 'chat: open, keeping']);
    expect(views.every(({ isWatched }) => !isWatched)).toBe(true);
    const held = views.find(({ places }) => places[0]?.gate === 'held')?.places[0];
    expect(held?.heldUntil).toBeGreaterThan(0);
    expect(held?.gapMs).toBeGreaterThan(0);
  });

  test('knows of the token once the platform has spoken of it', async () => {
    const views = await onTape((call) => (call === 3 ? heldFor(1_500, 'token') : undefined));

    expect(changes(views)[0]).toBe('chat: open, trusting');
    expect(changes(views)[1]).toMatch(/^chat: open, trusting; token: held, /);
  });
});

describe('the budget of a stream at work', () => {
  test('is what the budget itself tells, what other streams did included', async () => {
    const clock = new VirtualClock();
    const library = createLibrary({ clock });
    const budget = createBudget({ onEvent: library.watchBudget() });
    const start = (streamId: string, isHeld: boolean) => {
      let calls = 0;
      const called = async () => {
        calls += 1;
        return isHeld && calls === 3 ? heldFor(60_000, 'chat') : { ok: true as const, messageId: 1 };
      };
      const limits = { maxLength: 4_096, lengthOf: (text: string) => text.length };
      return createStreamConsumer({
        adapter: { name: 'sheet', limits, can: { edit: true }, send: called, edit: called },
        ...{ chatId: 'same', streamId, clock, budget, tape: library.sink },
      });
    };
    const [told, other] = [start('told', true), start('other', false)];
    for (const delta of deltas) {
      told.onDelta(delta);
      other.onDelta(delta);
      await clock.advance(60);
    }

    const moment = library.get('other')?.momentAt(Number.MAX_SAFE_INTEGER);
    expect(moment?.troubles).toBe(0);
    expect(moment?.budget).toMatchObject({ isWatched: true, places: [{ place: 'chat', gate: 'held' }] });
  });

  test('is told by each budget on its own, although their places have the same names', () => {
    const library = createLibrary({ clock: new VirtualClock() });
    const [one, other] = [createBudget({ onEvent: library.watchBudget() }), createBudget({ onEvent: library.watchBudget() })];
    const claim = { chatId: 1, op: 'send', class: 'first', at: 0, unshown: 5, ageMs: 0, perMs: 0 } as const;
    one.ask({ ...claim, stream: 'a' });
    one.tell({ ...claim, stream: 'a', latencyMs: 10, result: 'held', retryAfterMs: 5_000, scope: 'chat' });
    other.ask({ ...claim, stream: 'b' });
    const begin = (stream: string) => ({ v: 1, stream, seq: 0, at: 0, kind: 'input', input: 'text', length: 1 }) as const;
    for (const stream of ['a', 'b']) library.sink.write(begin(stream), JSON.stringify(begin(stream)));

    expect(library.get('a')?.momentAt(0)?.budget.places[0]?.gate).toBe('held');
    expect(library.get('b')?.momentAt(0)?.budget.places[0]?.gate).toBe('open');
  });
});
