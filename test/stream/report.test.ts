import { describe, expect, test } from 'vitest';
import type { ItemEnd } from '../../machines/vocabulary.js';
import { chainFilters } from '../../src/filters/chain.js';
import type { Delivery } from '../../src/stream/delivery.js';
import { Intake } from '../../src/stream/intake.js';
import type { Item } from '../../src/stream/item.js';
import { Ledger } from '../../src/stream/ledger.js';
import { Report } from '../../src/stream/report.js';

const END = { from: 0, shown: 0 };

/** A stream whose items end as a test says. A string is said, `null` is a boundary, `'|'` a flush. */
const told = (...said: (string | null)[]) => stream(false, said);
/** The same, with a blank line instead of a new message at a boundary. */
const joined = (...said: (string | null)[]) => stream(true, said);

function stream(isJoined: boolean, said: (string | null)[]) {
  const intake = new Intake({ clock: { now: () => 0 }, joined: isJoined, startFilters: () => chainFilters([]), ring: () => {} });
  const ledger = new Ledger();
  const report = new Report(intake, ledger);
  say(...said);

  function say(...more: (string | null)[]): void {
    for (const one of more)
      if (one === null) intake.boundary();
      else if (one === '|') intake.barrier(() => {});
      else intake.delta(one);
  }

  /** The current item ends, with so much of it on screen, and hands its rest on where there is a next segment. */
  function over(end: ItemEnd = 'complete', shown = intake.current.have): Item {
    const item = intake.current;
    const rest = end === 'incomplete' ? item.slice(shown, item.length).trim() : '';
    const carried = intake.advance(rest);
    report.itemEnded(item, end, shown, carried !== null && carried > 0);
    return item;
  }

  /** The caller finishes with this text, and the last item is the one to take it. */
  function finish(finalText?: string, from = 0): Item {
    intake.end(finalText);
    const item = intake.current;
    if (finalText !== undefined) report.applyFinalText(item, from);
    return item;
  }

  function outcome({ isCancelled = false, at = END, delivery = {} as Partial<Delivery> } = {}) {
    const platform = { calls: 3, isOff: () => false, hasDoubled: () => false, retryAfterMs: () => 7, ...delivery };
    return report.outcome(isCancelled, platform as Delivery, at);
  }

  return { intake, ledger, report, say, over, finish, outcome };
}

describe('what is missing', () => {
  test('of an item that is complete or empty, and of one whose rest was handed on, nothing', () => {
    const { over, outcome } = told('One', '|', 'Two', '|', ' ');
    over('incomplete', 0);
    over();
    over('empty');
    expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: true, text: 'One\n\nTwo', unshown: '' });
  });

  test('is named in order, with a blank line between items', () => {
    const { intake, over, outcome, say } = told('One two ');
    intake.commentary('A note');
    say('Three four ');
    over('incomplete', 4);
    over('doubtful', 0);
    over('doubtful', 6);
    expect(outcome()).toMatchObject({
      status: 'partial',
      alreadySent: false,
      text: 'One two\n\nA note\n\nThree four',
      unshown: 'two\n\nA note\n\nfour',
    });
  });

  test('is all of it where nothing landed', () => {
    const { over, outcome } = told('One');
    over('incomplete', 0);
    expect(outcome()).toMatchObject({ status: 'undelivered', alreadySent: false, text: 'One', unshown: 'One' });
  });

  test('is what a process that died may have shown, in one piece with what follows it', () => {
    const { intake, over, outcome } = told('One two three ');
    intake.current.doubt = { from: 4, to: 8 };
    over('incomplete', 8);
    expect(outcome()).toMatchObject({ status: 'partial', unshown: 'two three' });
  });

  test('is what a process that died may have shown, and the rest apart from it', () => {
    const { intake, over, outcome } = told('One two three');
    intake.current.doubt = { from: 0, to: 4 };
    over('incomplete', 8);
    expect(outcome()).toMatchObject({ status: 'partial', unshown: 'One\n\nthree' });
  });

  test('is what a process that died may have shown, also where all else is on screen', () => {
    const { intake, over, outcome } = told('One two three');
    intake.current.doubt = { from: 4, to: 8 };
    over('complete');
    expect(outcome()).toMatchObject({ status: 'partial', alreadySent: false, unshown: 'two' });
  });

  test('is nothing where nothing was said, and nothing stood in the way', () => {
    const { over, outcome } = told();
    over('empty');
    const empty = outcome({ delivery: { failure: { reason: 'rejected', message: 'no' } } });
    expect(empty).toMatchObject({ status: 'undelivered', alreadySent: false, text: '', unshown: '', messages: [], calls: 3, notes: [] });
    expect(empty.failure).toBeUndefined();
    expect(told().outcome()).toMatchObject({ status: 'undelivered', alreadySent: false });
  });
});

describe('the answer', () => {
  test('is what was said since the last boundary, and on screen only if all of that is', () => {
    const { over, outcome } = told('One', null, 'Two', '|', 'Three');
    over();
    over('doubtful', 0);
    over();
    expect(outcome()).toMatchObject({ status: 'partial', alreadySent: false });
    const other = told('One', null, 'Two');
    other.over('doubtful', 0);
    other.over();
    expect(other.outcome()).toMatchObject({ status: 'partial', alreadySent: true, unshown: 'One' });
  });

  test('is not on screen while the last that is there is what another answer handed on', () => {
    const { over, outcome } = told('One', null, ' ');
    over('incomplete', 0);
    over();
    expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: false });
  });
});

describe('a final text', () => {
  test('takes the place of the last segment', () => {
    const { intake, ledger, finish, over, outcome } = told('One');
    ledger.add({ id: 1, text: 'One', certainty: 'seen', item: intake.current, from: 0, to: 3, hasCursor: false, isOpen: true, sentAt: 0 });
    const item = finish('Other');
    expect([item.text(), item.finalText]).toEqual(['Other', undefined]);
    over();
    expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: true, text: 'Other' });
    expect(outcome().notes).toEqual(['1 message still shows text that the final text replaced']);
  });

  test('that is not there, or blank, changes nothing', () => {
    const { intake, report } = told('One');
    report.applyFinalText(intake.current, 0);
    expect(intake.current.revision).toBe(0);
    intake.current.finalText = ' \n';
    report.applyFinalText(intake.current, 0);
    expect([intake.current.text(), intake.current.finalText]).toEqual(['One', undefined]);
  });

  test('keeps the white space that the segment begins with, and nothing before it', () => {
    expect(told('\nOne').finish('Other').text()).toBe('\nOther');
  });

  test('only adds to what stands in messages that are closed', () => {
    const { intake, finish } = told('One');
    intake.current.startSegment();
    intake.delta('Two three');
    expect(finish('Two four', 8).text()).toBe('One\n\nTwo four');
  });

  test('that contradicts messages that are closed is missing as a whole', () => {
    const { finish, over, outcome } = told('One two');
    finish('Three four', 4);
    over();
    expect(outcome()).toMatchObject({
      status: 'partial',
      alreadySent: false,
      text: 'Three four',
      unshown: 'Three four',
      notes: ['the final text contradicts messages that were closed before'],
    });
  });

  test('that repeats an earlier answer takes the place of what was said since', () => {
    const { over, finish } = told('One', null, 'Two');
    over();
    expect(finish('One').text()).toBe('One');
  });

  test('that goes on after another answer says all of it', () => {
    const { over, finish } = told('One', null, 'Other');
    over();
    expect(finish('One two').text()).toBe('One two');
  });

  test('that goes on after what was flushed only adds the rest', () => {
    const { over, finish } = told('One', '|', 'Other');
    over();
    expect(finish('One two').text()).toBe('two');
  });

  test('that is what was flushed, and nothing beyond it, takes the place of what was said since', () => {
    const { over, finish } = told('One', '|', 'Other');
    over();
    expect(finish('One\n').text()).toBe('One\n');
  });

  test('whose words run on from what was flushed only adds the rest if that was said', () => {
    const same = told('One', '|', 'two');
    same.over();
    expect(same.finish('Onetwo three').text()).toBe('two three');
    const other = told('One', '|', 'xyz');
    other.over();
    expect(other.finish('Onetwo three').text()).toBe('Onetwo three');
  });

  test('whose words run on is compared with the last segment alone', () => {
    const { intake, over, finish, say } = told('One', '|');
    over();
    say('x');
    intake.current.startSegment();
    intake.delta('two');
    expect(finish('Onextwo three').text()).toBe('x\n\ntwo three');
  });

  test('does not count twice what was handed on', () => {
    const { over, finish } = told('One two', '|', 'three', '|', 'x');
    over('incomplete', 4);
    over();
    expect(finish('One two three four').text()).toBe('four');
  });

  test('does not count twice what was handed on, also where it repeats the answers before', () => {
    const { intake, over, say, finish } = told('Zero');
    intake.current.startAnswer(1);
    say('one two', '|', 'three', '|', 'x');
    for (const item of intake.items) item.answer = 1;
    over('incomplete', 10);
    over();
    expect(finish('Zero one two three four').text()).toBe('four');
  });

  test('of segments that stand in one item is only what is new of the last answer', () => {
    const { intake, over, say, finish } = told('One');
    intake.current.startAnswer(1);
    say('two', '|', 'x');
    over();
    intake.current.answer = 1;
    expect(finish('two three').text()).toBe('three');
  });
});

describe('a final text when nothing was said since', () => {
  test('is not said again where it is the last answer, in as many segments as that has', () => {
    const { over, finish, outcome } = told('One', null, 'Two', '|', 'three', null);
    for (let item = 0; item < 3; item += 1) over();
    expect(finish('Two three').text()).toBe('');
    over('empty');
    expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: true, text: 'One\n\nTwo\n\nthree' });
  });

  test('is not said again where it is the last commentary', () => {
    const { intake, over, finish, outcome } = told('One', null, 'Two', null, 'Three');
    intake.commentary('A note');
    for (let item = 0; item < 4; item += 1) over();
    expect(finish('A note').text()).toBe('');
    over('empty');
    expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: true });
  });

  test('is not said again where it is the last answer before a commentary, with a blank item between', () => {
    const { intake, over, finish, outcome } = told('One', null);
    over();
    intake.commentary('A note');
    over('empty');
    over();
    expect(finish('One').text()).toBe('');
    over('empty');
    expect(outcome()).toMatchObject({ alreadySent: true, text: 'One\n\nA note' });
  });

  test('is said where it is none of these', () => {
    const { over, finish, outcome } = told('One', null, 'Two', null);
    over();
    over();
    expect(finish('One').text()).toBe('One');
    over();
    expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: true, text: 'One\n\nTwo\n\nOne' });
  });

  test('is said again where the answer that it repeats is not on screen whole', () => {
    const { intake, over, finish } = told('One', '|', 'two');
    intake.commentary('A note');
    over();
    over('incomplete', 0);
    over();
    expect(finish('One two').text()).toBe('One two');
  });

  test('is not on screen where it repeats what is in doubt', () => {
    const { over, finish, outcome } = told('One', '|', 'two', null);
    over();
    over('doubtful', 0);
    expect(finish('One two').text()).toBe('');
    over('empty');
    expect(outcome()).toMatchObject({ status: 'partial', alreadySent: false, unshown: 'two' });
  });

  test('is the answer where the rest of what it repeats was handed on', () => {
    const { over, finish, outcome } = told('One two', null);
    over('incomplete', 4);
    const item = finish('One two');
    expect([item.text(), item.foreign]).toEqual(['two', 0]);
    over();
    expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: true, text: 'One\n\ntwo' });
  });

  test('is the answer where all of it was handed on', () => {
    const { over, finish, outcome } = told('One two', null);
    over('incomplete', 0);
    finish('One two');
    over();
    expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: true, text: 'One two' });
  });

  test('is not on screen where its end was handed on and shown, and its beginning is in doubt', () => {
    const repeats = (finalText: string) => {
      const { over, finish, outcome } = told('One', '|', 'Two', null);
      over('doubtful', 0);
      over('incomplete', 0);
      finish(finalText);
      over();
      return outcome();
    };
    expect(repeats('One\n\nTwo')).toMatchObject({ status: 'partial', alreadySent: false, unshown: 'One' });
    // Only the last segment is meant, and that is there.
    expect(repeats('Two')).toMatchObject({ status: 'partial', alreadySent: true, unshown: 'One' });
  });

  test('is on screen where it repeats a commentary that was handed on and shown since', () => {
    const { intake, say, over, finish, outcome } = told('One');
    intake.commentary('A note');
    say('Two', null);
    over();
    over('incomplete', 0);
    over();
    finish('A note');
    over('empty');
    expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: true });
  });

  test('is on screen where what was handed on was shown since', () => {
    const { over, say, finish, outcome } = told('One two', null);
    over('incomplete', 4);
    say(' ', '|');
    over();
    const item = finish('One two');
    expect(item.text()).toBe('');
    over('empty');
    expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: true, text: 'One\n\ntwo' });
  });

  test('is the answer where it is all that stands there, as answers of its own', () => {
    const { finish, over, outcome } = joined('One', null, 'two', null);
    expect(finish('One two').text()).toBe('One\n\ntwo');
    over();
    expect(outcome()).toMatchObject({ alreadySent: true });
  });

  /** An answer begun in a message before, and ended where the next would begin. */
  function begunBefore(end: ItemEnd, shown?: number) {
    const begun = joined('One', '|', 'two', null);
    if (end === 'incomplete' && shown === undefined) lost(begun);
    else begun.over(end, shown);
    return begun;
  }

  test('is the answer where that began in messages before', () => {
    for (const { finish, over, outcome } of [begunBefore('complete'), begunBefore('incomplete', 1)]) {
      const item = finish('One two');
      expect([item.revision > 1, item.answer, item.foreign, item.answerAt]).toEqual([false, 0, 0, 0]);
      over();
      expect(outcome()).toMatchObject({ status: 'delivered', alreadySent: true });
    }
  });

  test('is no answer that began in messages before where it says something else, or that is not on screen', () => {
    expect(begunBefore('complete').finish('One three').text()).toBe('two\n\nOne three');
    expect(begunBefore('incomplete').finish('One two').text()).toBe('two\n\nOne two');
  });

  test('has nothing to do with answers before that are not on screen', () => {
    const other = told('Zero', null, 'One', '|', 'two');
    lost(other);
    other.over();
    other.intake.current.startAnswer(2);
    expect(other.finish('One two').text()).toBe('two');
  });

  /** The first item ends where it cannot hand on what is missing of it. */
  function lost({ intake, report }: ReturnType<typeof told>): void {
    const first = intake.current;
    intake.advance('');
    report.itemEnded(first, 'incomplete', 0, false);
  }

  test('is compared with all that was said of an answer, and with nothing else', () => {
    const blank = joined('Zero', null, ' ', '|', 'One', '|', 'two', null);
    lost(blank);
    blank.over();
    expect(blank.finish('One two').text()).toBe('two');
    const partly = joined('One', '|', 'two', '|', 'three', null);
    lost(partly);
    partly.over();
    expect(partly.finish('One two three').text()).toBe('three\n\nOne two three');
  });

  test('is not said again, and on screen, whatever became of other answers', () => {
    const { over, finish, outcome } = told('One', null, 'two', null);
    over('doubtful', 0);
    over();
    expect(finish('two').text()).toBe('');
    over('empty');
    expect(outcome()).toMatchObject({ status: 'partial', alreadySent: true, unshown: 'One' });
    const together = joined('One', null, ' ', '|', 'two', null, '|');
    together.over('doubtful', 0);
    together.over();
    expect(together.finish('two').text()).toBe('');
    together.over('empty');
    expect(together.outcome()).toMatchObject({ status: 'partial', alreadySent: true, unshown: 'One' });
  });

  test('adds only what was not flushed', () => {
    const { over, finish, intake } = told('One', '|', 'two', '|');
    over();
    over();
    intake.delta(' ');
    expect(finish('One two three').text()).toBe(' three');
  });

  test('is left out where it only repeats what was flushed and what stands before it', () => {
    const { intake, over, finish } = told('One', '|', 'two');
    over();
    intake.current.startSegment();
    const item = finish('One two\n');
    expect([item.text(), item.revision]).toEqual(['two', 0]);
  });
});

describe('a stream that was cancelled', () => {
  test('is discarded from the first cancel that says so', () => {
    const { report } = told('One');
    expect(report.isDiscarded()).toBe(false);
    report.cancelled('enough', 'keep', false);
    expect(report.isDiscarded()).toBe(false);
    report.cancelled('away with it', 'discard', false);
    expect(report.isDiscarded()).toBe(true);
    report.cancelled('once more', 'keep', false);
    expect(report.isDiscarded()).toBe(true);
  });

  test('is over as cancelled, unless it was complete and got through all the same', () => {
    const early = told('One');
    expect(early.report.isStopped()).toBe(false);
    early.report.cancelled('enough', 'keep', false);
    early.over();
    expect(early.report.isStopped()).toBe(true);
    const late = told('One');
    late.report.cancelled('enough', 'keep', true);
    expect(late.report.isStopped()).toBe(false);
    late.over('incomplete', 0);
    expect(late.report.isStopped()).toBe(true);
  });

  test('says why, the first reason first, and is no failure by itself', () => {
    const { report, over, outcome } = told('One two');
    report.cancelled('enough', 'keep', false);
    report.cancelled('more than enough', 'keep', false);
    over('incomplete', 4);
    const cancelled = outcome({ isCancelled: true });
    expect(cancelled).toMatchObject({ status: 'cancelled', unshown: 'two', notes: ['cancelled: enough'] });
    expect(cancelled.failure).toBeUndefined();
    const failure = { reason: 'rejected', message: 'no' } as const;
    expect(outcome({ isCancelled: true, delivery: { failure } }).failure).toEqual(failure);
  });

  test('names all that was not reached', () => {
    const { over, outcome } = told('One', null, 'Two three', null, 'Four');
    over();
    expect(outcome({ isCancelled: true, at: { from: 0, shown: 4 } })).toMatchObject({
      status: 'cancelled',
      text: 'One\n\nTwo three\n\nFour',
      unshown: 'three\n\nFour',
    });
  });

  test('names the final text that was not reached', () => {
    const { intake, outcome } = told('One two');
    intake.end('One three');
    const cancelled = outcome({ isCancelled: true, at: { from: 0, shown: 7 } });
    expect(cancelled).toMatchObject({ text: 'One three', unshown: 'hree' });
  });

  test('does not name twice what a final text repeats', () => {
    const { intake, outcome } = told('One', null);
    intake.end('One');
    expect(outcome({ isCancelled: true })).toMatchObject({ alreadySent: false, text: 'One', unshown: 'One' });
  });

  test('shows a final text as far as it was shown since it was reached', () => {
    const { finish, outcome } = told('One two');
    finish('One three');
    expect(outcome({ isCancelled: true, at: { from: 0, shown: 9 } })).toMatchObject({ text: 'One three', unshown: '' });
  });

  test('has no answer on screen when it was discarded', () => {
    const { report, over, outcome } = told('One');
    report.cancelled('enough', 'discard', false);
    over();
    expect(outcome({ isCancelled: true })).toMatchObject({ alreadySent: false, unshown: '' });
  });

  test('has its answer on screen if that had ended, and not if it had not', () => {
    const ended = told('One', '|');
    ended.over();
    expect(ended.outcome({ isCancelled: true })).toMatchObject({ alreadySent: true });
    const open = told('One');
    expect(open.outcome({ isCancelled: true, at: { from: 0, shown: 3 } })).toMatchObject({ alreadySent: false, unshown: '' });
    const both = told('One', '|', 'two');
    both.over();
    expect(both.outcome({ isCancelled: true, at: { from: 0, shown: 3 } })).toMatchObject({ alreadySent: false, unshown: '' });
  });
});

describe('what stood in the way', () => {
  const failure = { reason: 'rejected', message: 'no' } as const;

  test('is nothing where all of it is on screen', () => {
    const { over, outcome } = told('One');
    over();
    expect(outcome({ delivery: { failure } }).failure).toBeUndefined();
  });

  test('is the source that broke off, also where all of it is on screen', () => {
    const { report, over, outcome } = told('One');
    report.brokeOff('stalled', 'the source fell silent');
    over();
    expect(outcome()).toMatchObject({ status: 'partial', failure: { reason: 'stalled', message: 'the source fell silent' } });
  });

  test('is too much text, also where all the rest is on screen', () => {
    const { intake, over, outcome } = told('One');
    intake.refused = 5;
    over();
    expect(outcome()).toMatchObject({ status: 'partial', alreadySent: false, failure: { reason: 'overflow' } });
    expect(outcome().failure?.message).toMatch(/^5 characters/u);
  });

  test('is the last thing that the platform said', () => {
    const { over, outcome } = told('One');
    over('incomplete', 0);
    expect(outcome({ delivery: { failure } }).failure).toStrictEqual(failure);
  });

  test('is a wait, and how much of it is left', () => {
    const { over, outcome } = told('One');
    over('incomplete', 0);
    const held = { reason: 'rateLimited', message: 'later' } as const;
    expect(outcome({ delivery: { failure: held } }).failure).toStrictEqual({ ...held, retryAfterMs: 7 });
    expect(outcome({ delivery: { failure: held, retryAfterMs: () => undefined } }).failure).toStrictEqual(held);
  });

  test('is time, where nothing else did', () => {
    const { over, outcome } = told('One');
    over('incomplete', 0);
    expect(outcome().failure?.reason).toBe('timedOut');
  });

  test('is named also where only a final text could not be shown', () => {
    const { finish, over, outcome } = told();
    finish('One');
    over('incomplete', 0);
    expect(outcome({ delivery: { failure } })).toMatchObject({ status: 'undelivered', unshown: 'One', failure });
  });

  test('is that streaming is switched off, also where there was nothing to show', () => {
    const { over, outcome } = told();
    over('empty');
    const off = { reason: 'off', message: 'streaming is switched off' } as const;
    expect(outcome({ delivery: { failure: off, isOff: () => true } }).failure).toEqual(off);
  });
});

test('what is worth knowing is noted', () => {
  const { intake, ledger, over, outcome } = told('One');
  const entry = {
    id: 1,
    text: 'One',
    certainty: 'seen',
    item: intake.current,
    from: 0,
    to: 3,
    hasCursor: true,
    isOpen: true,
    sentAt: 0,
  } as const;
  ledger.add(entry);
  over();
  intake.ended = true;
  intake.delta('late');
  expect(outcome({ delivery: { hasDoubled: () => true } }).notes).toEqual([
    '1 message still shows a cursor',
    'the answer is on screen twice: the message that a new one replaced could not be deleted',
    '1 delta came after the end',
  ]);
  ledger.add(entry);
  ledger.outdate(entry.item, 0);
  intake.delta('late');
  expect(outcome().notes).toEqual([
    '2 messages still show a cursor',
    '2 messages still show text that the final text replaced',
    '2 deltas came after the end',
  ]);
});
