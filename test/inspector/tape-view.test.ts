import { describe, expect, test } from 'vitest';
import { TapeView } from '../../src/inspector/tape-view.js';
import type { Moment } from '../../src/inspector/wire.js';
import { type RecordedTape, recordTape } from './record-tape.js';

const words = ['The ', 'screen ', 'runs ', 'behind ', 'the ', 'source, ', 'then ', 'catches ', 'up ', 'with ', 'it.'];
const held = { ok: false, reason: 'rateLimited', retryAfterMs: 2_000 } as const;

function viewOf({ records, lines }: RecordedTape): TapeView {
  const view = new TapeView('answer', 1, false);
  records.forEach((record, index) => {
    view.push(record, lines[index] ?? '');
  });
  return view;
}

function momentsOf(view: TapeView): Moment[] {
  return Array.from({ length: view.length }, (_, index) => view.momentAt(index)).filter((moment) => moment !== undefined);
}

describe('a tape, looked at', () => {
  test('sums up its stream', async () => {
    const view = viewOf(await recordTape({ stream: 'answer', deltas: words, answer: (call) => (call === 2 ? held : undefined) }));

    expect(view.summary(0)).toMatchObject({ adapter: 'sheet', state: 'done', status: 'delivered', unshown: 0, staleMs: 0, waits: 2 });
    expect(view.summary(0).records).toBe(view.length);
    expect(view.summary(0).calls).toBeGreaterThanOrEqual(3);
  });

  test('shows at every record what the reader had on screen', async () => {
    const tape = await recordTape({ stream: 'answer', deltas: words });
    const view = viewOf(tape);

    expect(view.screenAt(0)).toEqual([]);
    tape.records.forEach((record, index) => {
      const call = tape.records.findLast((one, at) => one.kind === 'call' && at < index);
      if (record.kind !== 'answer' || call?.kind !== 'call') return;
      expect(view.screenAt(index)).toMatchObject([{ id: 1, text: call.text, isGrowing: !call.final }]);
    });
    expect(view.screenAt(view.length - 1)).toMatchObject([{ text: words.join(''), isGrowing: false }]);
  });

  test('is the same far into a long tape, whichever record is asked for first', async () => {
    const tape = await recordTape({ stream: 'answer', deltas: Array.from({ length: 400 }, (_, index) => `word${index} `), everyMs: 450 });
    const view = viewOf(tape);
    expect(view.length).toBeGreaterThan(1_000);

    for (const index of [1_000, 255, 256, 257, 511, 512]) {
      const before = tape.records.slice(0, index + 1).findLast((record) => record.kind === 'answer');
      const call = tape.records.find((record) => record.kind === 'call' && before?.kind === 'answer' && record.call === before.call);
      expect(view.screenAt(index)).toMatchObject([{ text: call?.kind === 'call' ? call.text : '' }]);
    }
  });

  test('holds no text if its tape does not', async () => {
    const view = viewOf(await recordTape({ stream: 'answer', deltas: words, text: 'off' }));

    expect(view.screenAt(view.length - 1)).toMatchObject([{ length: words.join('').length, text: undefined }]);
    expect(JSON.stringify([view.rows(0, 500), momentsOf(view)])).not.toContain('screen runs');
  });

  test('tells each record how far the screen is behind', async () => {
    const view = viewOf(await recordTape({ stream: 'answer', deltas: words, answer: (call) => (call === 2 ? held : undefined) }));
    const moments = momentsOf(view);

    const worst = Math.max(...moments.map(({ staleMs }) => staleMs));
    expect(worst).toBeGreaterThan(1_900);
    expect(worst).toBeLessThan(2_500);
    expect(moments.at(-1)).toMatchObject({ unshown: 0, staleMs: 0 });
  });

  test('explains each event: whose rule it was, and the guards', async () => {
    const view = viewOf(await recordTape({ stream: 'answer', deltas: words, answer: (call) => (call === 2 ? held : undefined) }));
    const events = momentsOf(view).filter(({ record }) => record.kind === 'event');
    const firstShown = events.find(({ step }) => step?.on === 'SHOWN');

    expect(firstShown?.step).toMatchObject({ by: 'sending.calling', refused: ['isFull'], guard: 'isEditable', to: 'streaming.cooling' });
    expect(events.find(({ step }) => step?.on === 'after wait')?.step).toMatchObject({ by: 'finishing.editWaiting', to: 'finishing.edit' });
    expect(events.every(({ step }) => step !== undefined)).toBe(true);
  });

  test('plots every call once, and the worst of each stretch', async () => {
    const view = viewOf(await recordTape({ stream: 'answer', deltas: words, answer: (call) => (call === 2 ? held : undefined) }));
    const { bins, startedAt, endedAt } = view.plot(40);

    expect(bins).toHaveLength(40);
    expect(bins.reduce((sum, { calls }) => sum + calls, 0)).toBe(view.summary(0).calls);
    expect(bins.reduce((sum, { troubles }) => sum + troubles, 0)).toBe(1);
    expect(Math.max(...bins.map(({ staleMs }) => staleMs))).toBe(Math.max(...momentsOf(view).map(({ staleMs }) => staleMs)));
    expect(bins.at(-1)?.index).toBe(view.length - 1);
    expect(endedAt).toBeGreaterThan(startedAt);
  });
});
