import { describe, expect, test } from 'vitest';
import type { BellMode } from '../../machines/vocabulary.js';
import type { FilterChain } from '../../src/filters/chain.js';
import { chainFilters } from '../../src/filters/chain.js';
import { Intake, MAX_TEXT_LENGTH, MAX_WAITING_ITEMS } from '../../src/stream/intake.js';

function listen({ joined = false, startFilters = () => chainFilters([]) }: { joined?: boolean; startFilters?: () => FilterChain } = {}) {
  const heard: [string, string | undefined][] = [];
  const rung: string[] = [];
  /** How often the clock was looked at, which tells how often the intake did. */
  let looks = 0;
  let time = 0;
  const now = () => {
    looks += 1;
    return time;
  };
  const intake = new Intake({
    clock: { now },
    joined,
    startFilters,
    ring: (what) => rung.push(what),
    heard: (what, text) => heard.push([what, text]),
  });
  const bell = (at: BellMode, { from = 0, shown = 0, threshold = 1 } = {}) => intake.setBell({ at, from, shown, threshold });
  const texts = () => intake.items.map((item) => item.text());
  /** How often it looked while this was said. */
  const looksFor = (say: () => void): number => {
    const before = looks;
    say();
    return looks - before;
  };
  const at = (ms: number) => {
    time = ms;
  };
  return { intake, heard, rung, bell, texts, looksFor, at };
}

const nextTick = () => Promise.resolve();

describe('what is said', () => {
  test('is heard piece by piece, and nothing of nothing', () => {
    const { intake, heard } = listen();
    intake.delta('One ');
    intake.delta('');
    intake.boundary();
    intake.delta('two');
    intake.barrier(() => {});
    intake.commentary('A note');
    intake.commentary(' ');
    intake.delta('three');
    intake.end('Three');
    expect(heard).toEqual([
      ['text', 'One '],
      ['boundary', undefined],
      ['text', 'two'],
      ['flush', undefined],
      ['commentary', 'A note'],
      ['text', 'three'],
      ['end', 'Three'],
    ]);
    expect(intake.items.map(({ closing, answer, isCommentary }) => [closing, answer, isCommentary])).toEqual([
      ['boundary', 0, false],
      ['flush', 1, false],
      ['commentary', 2, true],
      ['end', 3, false],
    ]);
    expect([intake.accepted, intake.refused, intake.late]).toEqual([18, 0, 0]);
  });

  test('after the end is late, and nothing comes of it', () => {
    const { intake, heard, texts } = listen();
    intake.delta('One');
    intake.end();
    const before = [...heard];
    intake.delta('two');
    intake.boundary();
    intake.commentary('A note');
    intake.end('Three');
    intake.barrier(() => {});
    expect([heard, texts(), intake.late]).toEqual([before, ['One'], 1]);
    expect(intake.current).toMatchObject({ closing: 'end', finalText: undefined });
    expect(intake.current.barriers).toHaveLength(1);
  });

  test('is dropped by a discard, but for what is there', () => {
    const { intake, heard } = listen();
    intake.delta('One');
    intake.discard();
    intake.delta('two');
    expect([heard.at(-1), intake.current.closing, intake.late]).toEqual([['discard', undefined], 'end', 1]);
  });

  test('a boundary before anything that can be seen is none, and neither is a second one', () => {
    const { intake, heard } = listen();
    intake.boundary();
    intake.delta(' ');
    intake.boundary();
    expect([intake.items.length, heard]).toEqual([1, [['text', ' ']]]);
    intake.delta('One');
    intake.boundary();
    intake.boundary();
    expect(intake.items.map(({ answer }) => answer)).toEqual([0, 1]);
  });

  test('a boundary after a flush ends the answer, and begins no item', () => {
    const { intake } = listen();
    intake.delta('One');
    intake.barrier(() => {});
    intake.boundary();
    expect(intake.items.map(({ answer }) => answer)).toEqual([0, 1]);
    intake.delta('two');
    intake.boundary();
    expect(intake.items.map(({ answer }) => answer)).toEqual([0, 1, 2]);
  });

  test('where segments are joined, a boundary begins no item either', () => {
    const { intake, texts } = listen({ joined: true });
    intake.delta('One');
    intake.boundary();
    intake.delta('two');
    expect([texts(), intake.current.answer]).toEqual([['One\n\ntwo'], 1]);
    intake.commentary('A note');
    expect(intake.items.map(({ answer }) => answer)).toEqual([1, 2, 3]);
  });

  test('a commentary takes the place of an item that waits and is blank, and closes one that does not', () => {
    const { intake } = listen();
    intake.commentary('A note');
    intake.commentary('Another');
    expect(intake.items.map(({ closing, isCommentary }) => [closing, isCommentary])).toEqual([
      ['commentary', false],
      ['commentary', true],
      ['commentary', true],
      [undefined, false],
    ]);
  });

  test('a boundary right after a commentary is none', () => {
    const { intake, heard } = listen();
    intake.delta('One');
    intake.commentary('A note');
    intake.boundary();
    expect(heard.at(-1)).toEqual(['commentary', 'A note']);
  });

  test('a flush where nothing is pending waits for what was said before, and for nothing where nothing was', () => {
    const { intake, heard } = listen();
    const over: string[] = [];
    intake.barrier(() => over.push('at once'));
    expect(over).toEqual(['at once']);
    intake.delta('One');
    intake.barrier(() => over.push('first'));
    intake.barrier(() => over.push('second'));
    expect([intake.items.length, over, heard]).toEqual([
      2,
      ['at once'],
      [
        ['text', 'One'],
        ['flush', undefined],
      ],
    ]);
    expect(intake.advance('')).toBe(0);
    expect(over).toEqual(['at once', 'first', 'second']);
  });

  test('the mark of a run that broke off stands behind what was said, and not alone', () => {
    const said = listen();
    said.intake.delta('One');
    said.intake.end(undefined, ' …');
    expect([said.texts(), said.heard.at(1)]).toEqual([['One …'], ['text', ' …']]);
    const silent = listen();
    silent.intake.delta(' ');
    silent.intake.end(undefined, ' …');
    expect(silent.texts()).toEqual([' ']);
    const noted = listen();
    noted.intake.commentary('A note');
    noted.intake.end(undefined, ' …');
    expect(noted.texts()).toEqual(['', 'A note', ' …']);
    const unmarked = listen();
    unmarked.intake.delta('One');
    unmarked.intake.end();
    expect(unmarked.texts()).toEqual(['One']);
  });
});

describe('surrogate pairs', () => {
  test.each(['\u{10000}', '😀', '\u{10ffff}'])('%j cut in two is whole', (pair) => {
    const { intake, texts, heard } = listen();
    intake.delta(`a${pair[0]}`);
    intake.delta(`${pair[1]}b`);
    expect([texts(), heard]).toEqual([
      [`a${pair}b`],
      [
        ['text', 'a'],
        ['text', `${pair}b`],
      ],
    ]);
  });

  test('what never is whole is repaired, and not said twice', () => {
    const { intake, texts } = listen();
    intake.delta('a\ud83d');
    intake.boundary();
    intake.delta('\ude00b');
    intake.end();
    expect(texts()).toEqual(['a\ufffd', '\ufffdb']);
  });
});

describe('filters', () => {
  test('are told how what they held back ends, and a commentary and a final text go through filters of their own', () => {
    const ends: string[] = [];
    let runs = 0;
    const startFilters = (): FilterChain => {
      runs += 1;
      const run = runs;
      const close = (end: string) => {
        ends.push(`${run} ${end}`);
        return `[${run}]`;
      };
      return { ...chainFilters([]), close };
    };
    const { intake, texts } = listen({ startFilters });
    intake.delta('One');
    intake.boundary();
    intake.delta('two');
    intake.barrier(() => {});
    intake.commentary('A note');
    intake.end('Three');
    expect(ends).toEqual(['1 boundary', '1 boundary', '2 finish', '1 boundary', '1 finish', '3 finish']);
    expect(texts()).toEqual(['One[1]', 'two[1]', '[1]', 'A note[2]', '[1]']);
    expect(intake.items.at(-1)?.finalText).toBe('Three[3]');
    expect(intake.filterTrouble()).toBeUndefined();
  });

  test('that failed are named, with what they withheld', () => {
    const startFilters = () => ({ ...chainFilters([]), failures: [new Error('no')], withheld: 4 }) as unknown as FilterChain;
    expect(listen({ startFilters }).intake.filterTrouble()).toEqual({ message: 'no', withheld: 4 });
  });
});

describe('limits', () => {
  test('as much text as may be is taken, and not one character more', () => {
    const { intake, texts, heard } = listen();
    intake.accepted = MAX_TEXT_LENGTH - 3;
    intake.delta('four');
    expect([intake.refused, texts(), heard]).toEqual([4, [''], []]);
    intake.commentary('four');
    expect([intake.refused, texts(), heard]).toEqual([8, [''], []]);
    intake.delta('One');
    expect([intake.refused, texts()]).toEqual([8, ['One']]);
    intake.delta('t');
    expect(intake.refused).toBe(9);
  });

  test('as many items as may wait are taken, and not one more', () => {
    const { intake } = listen();
    for (let item = 1; item < MAX_WAITING_ITEMS; item += 1) {
      intake.delta('x');
      intake.boundary();
    }
    expect([intake.items.length, intake.refused]).toEqual([MAX_WAITING_ITEMS, 0]);
    intake.delta('x');
    intake.boundary();
    expect([intake.items.length, intake.refused]).toEqual([MAX_WAITING_ITEMS + 1, 0]);
    intake.delta('xx');
    expect(intake.refused).toBe(2);
  });
});

describe('the bell', () => {
  test('does not ring before it is set, and not while it is off', async () => {
    const { intake, rung, bell } = listen();
    intake.delta('One');
    intake.commentary('A note');
    await nextTick();
    bell('off');
    intake.delta('two');
    await nextTick();
    expect(rung).toEqual([]);
  });

  test('rings at once if there is reason to, once in a tick', async () => {
    const { intake, rung, bell } = listen();
    intake.delta('One');
    bell('any');
    bell('any');
    expect(rung).toEqual([]);
    await nextTick();
    expect(rung).toEqual(['more']);
    bell('any');
    await nextTick();
    expect(rung).toEqual(['more', 'more']);
  });

  test('does not ring when the reason is gone by the end of the tick', async () => {
    const { intake, rung, bell } = listen();
    intake.delta('One');
    bell('any');
    bell('off');
    await nextTick();
    expect(rung).toEqual([]);
    bell('any');
    bell('any', { shown: 3 });
    await nextTick();
    expect(rung).toEqual([]);
    intake.delta('x');
    await nextTick();
    expect(rung).toEqual(['more']);
  });

  test('first: rings when there is enough to open a message with', async () => {
    const { intake, rung, bell } = listen();
    bell('first');
    intake.delta('One');
    await nextTick();
    expect(rung).toEqual([]);
    intake.delta('x');
    await nextTick();
    expect(rung).toEqual(['more']);
    bell('first', { from: 4, shown: 4 });
    intake.delta('yyy');
    await nextTick();
    expect(rung).toEqual(['more']);
  });

  test('threshold: rings when so much is not shown', async () => {
    const { intake, rung, bell } = listen();
    intake.delta('One');
    bell('threshold', { shown: 3, threshold: 4 });
    intake.delta('xxx');
    await nextTick();
    expect(rung).toEqual([]);
    intake.delta('x');
    await nextTick();
    expect(rung).toEqual(['more']);
  });

  test('close: rings when the item closes, and for no text', async () => {
    const { intake, rung, bell } = listen();
    bell('close');
    intake.delta('One two three');
    await nextTick();
    expect(rung).toEqual([]);
    intake.boundary();
    await nextTick();
    expect(rung).toEqual(['close']);
  });

  test('a close goes before everything, and the items that wait ring nothing', async () => {
    const { intake, rung, bell } = listen();
    bell('any', { shown: 3 });
    intake.delta('One');
    intake.boundary();
    await nextTick();
    expect(rung).toEqual(['close']);
    bell('off');
    intake.advance('');
    bell('any', { shown: 3 });
    intake.delta('two');
    intake.barrier(() => {});
    intake.delta('three');
    await nextTick();
    expect(rung).toEqual(['close', 'close']);
  });

  // A look costs what a look costs; a delta costs a comparison.
  test('nobody looks before there is something to see', () => {
    const { intake, bell, looksFor } = listen();
    intake.delta('One');
    bell('off');
    expect(looksFor(() => intake.delta(' two'))).toBe(0);
    const have = intake.current.have;
    intake.covered(have);
    bell('close');
    expect(looksFor(() => intake.delta('x'))).toBe(1);
    expect(looksFor(() => intake.delta('x'))).toBe(0);
    bell('any', { shown: have + 10 });
    expect(looksFor(() => intake.delta('12345678'))).toBe(0);
    expect(looksFor(() => intake.delta('x'))).toBe(1);
    bell('threshold', { shown: have, threshold: 20 });
    expect(looksFor(() => intake.delta('12345678'))).toBe(0);
    expect(looksFor(() => intake.delta('x'))).toBe(1);
  });

  test('nobody looks for what is said in items that wait', () => {
    const { intake, bell, looksFor } = listen();
    intake.delta('One');
    intake.boundary();
    bell('any', { shown: 3 });
    expect(looksFor(() => intake.delta('two three four'))).toBe(0);
    intake.covered(3);
    bell('off');
    expect(looksFor(() => intake.delta('five'))).toBe(0);
  });
});

describe('from item to item', () => {
  test('a rest is handed on to a segment, but not to a commentary, and not behind the end', () => {
    const { intake, texts } = listen();
    intake.delta('One two');
    intake.boundary();
    intake.delta('three');
    intake.commentary('A note');
    expect(intake.advance('two')).toBe(3);
    expect(texts()[0]).toBe('two\n\nthree');
    expect(intake.advance('three')).toBe(0);
    expect(texts()[0]).toBe('A note');
    expect(intake.advance('')).toBe(0);
    expect([texts(), intake.current.revision]).toEqual([[''], 0]);
    expect(intake.advance('x')).toBeNull();
  });

  test('an item joins the next if it ended at a boundary and nobody waits for it', () => {
    const mayJoin = (say: (intake: Intake) => void) => {
      const { intake } = listen();
      intake.delta('One');
      say(intake);
      return intake.mayJoin();
    };
    expect(mayJoin((intake) => intake.boundary())).toBe(true);
    expect(mayJoin(() => {})).toBe(false);
    expect(mayJoin((intake) => intake.end())).toBe(false);
    expect(mayJoin((intake) => intake.barrier(() => {}))).toBe(false);
    expect(mayJoin((intake) => intake.commentary('A note'))).toBe(false);
    const awaited = (intake: Intake) => {
      intake.boundary();
      intake.barrier(() => {});
    };
    expect(mayJoin(awaited)).toBe(false);
    const { intake } = listen();
    intake.items.length = 0;
    expect(intake.mayJoin()).toBe(false);
  });

  test('what is not followed by a segment does not join it', () => {
    const { intake } = listen();
    intake.current.closing = 'boundary';
    expect(intake.mayJoin()).toBe(false);
    intake.commentary('A note');
    intake.current.closing = 'boundary';
    expect(intake.mayJoin()).toBe(false);
  });

  test('joined, two items are one, and the first answer is another', () => {
    const { intake, texts } = listen();
    const over: string[] = [];
    intake.delta('One');
    intake.boundary();
    intake.delta('two');
    intake.barrier(() => over.push('two'));
    intake.delta('three');
    intake.end('Three');
    intake.join();
    expect(texts()).toEqual(['One\n\ntwo', 'three']);
    expect(intake.current).toMatchObject({ closing: 'flush', answer: 1, foreign: 3, finalText: undefined, segmentAt: 5 });
    intake.join();
    expect(texts()).toEqual(['One\n\ntwo\n\nthree']);
    expect(intake.current).toMatchObject({ closing: 'end', answer: 1, foreign: 3, finalText: 'Three' });
    intake.join();
    expect(texts()).toEqual(['One\n\ntwo\n\nthree']);
    expect(over).toEqual([]);
    expect(intake.current.barriers).toHaveLength(1);
  });

  test('joined with an item in which nothing was said yet, it is parted from what comes', () => {
    const { intake, texts } = listen();
    intake.delta('One');
    intake.boundary();
    intake.join();
    expect([texts(), intake.current.length]).toEqual([['One'], 3]);
    intake.delta('two');
    expect(texts()).toEqual(['One\n\ntwo']);
  });

  test('the backlog is that of the current item', () => {
    const { intake, at } = listen();
    at(100);
    intake.setBell({ at: 'close', from: 0, shown: 0, threshold: 1 });
    intake.delta('One');
    at(150);
    intake.boundary();
    at(200);
    intake.delta('three');
    expect(intake.backlogAt(300)).toMatchObject({ unshown: 3, ageMs: 200 });
    intake.covered(3);
    intake.backlog.landed(3);
    expect(intake.backlogAt(300)).toMatchObject({ unshown: 0, ageMs: 0 });
    intake.advance('');
    expect(intake.backlogAt(300)).toMatchObject({ unshown: 5, ageMs: 150 });
  });
});
