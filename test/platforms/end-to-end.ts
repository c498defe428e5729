// Recorded answers through the official clients, under the failures that happen in practice. Time is virtual, the sockets are real.

import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IncomingCall } from '../../src/testing/index.js';
import type { Aim, ChatPlatform } from './chats.js';
import { core, said } from './core-text.js';
import { listenToOutput, secretsIn } from './output.js';
import { hasRecordings, type RecordedAnswer, recordedAnswers } from './recorded-answers.js';
import { type Moment, type Streamed, streamed } from './streamed.js';
import { VerdictTable } from './verdict-table.js';

const answers = recordedAnswers();

const onScreen = ({ chat }: Streamed) =>
  core(
    chat
      .shown()
      .map(({ text }) => text)
      .join('\n'),
  );

/** What must hold whatever goes wrong. */
function checkManners(run: Streamed): void {
  expect(run.openAtOnce).toBe(1);
  const refusedAsTooLong = run.chat.emulator.requests.filter(({ answer }) =>
    /too.long|BASE_TYPE_MAX_LENGTH/i.test(JSON.stringify(answer) ?? ''),
  );
  expect(refusedAsTooLong).toEqual([]);
}

function checkOneWholeCopy(run: Streamed, answer: RecordedAnswer): void {
  checkManners(run);
  expect(onScreen(run)).toBe(said(answer));
  expect(run.outcome).toMatchObject({ status: 'delivered', alreadySent: true, unshown: '' });
}

function afterLostEdit({ lostEditsEndEditing }: ChatPlatform): string {
  return lostEditsEndEditing ? 'whole; what the lost edit added may be there twice' : 'one copy';
}

function checkAfterLostEdit(run: Streamed, answer: RecordedAnswer, { lostEditsEndEditing }: ChatPlatform): void {
  checkManners(run);
  if (isDoubtful(run)) checkRestIsNamed(run, answer);
  else if (lostEditsEndEditing) expect(isWholeButRepeats(onScreen(run), said(answer))).toBe(true);
  else expect(onScreen(run)).toBe(said(answer));
  expect(run.outcome.status === 'delivered' || !run.outcome.alreadySent).toBe(true);
}

/** It was a message's first answer that was lost, with more to come: whether it is there cannot be known, so nothing follows it. */
const isDoubtful = ({ outcome }: Streamed): boolean => outcome.messages.at(-1)?.certainty === 'maybe';

function checkRestIsNamed(run: Streamed, answer: RecordedAnswer): void {
  const text = said(answer);
  const confirmed = text.length - core(run.outcome.unshown).length;
  expect(text.slice(confirmed)).toBe(core(run.outcome.unshown));
  expect(text.startsWith(onScreen(run))).toBe(true);
  expect(onScreen(run).length).toBeGreaterThanOrEqual(confirmed);
}

/** The text from the start to somewhere, and then from there or from earlier on to the end. */
function isWholeButRepeats(shown: string, text: string): boolean {
  const repeated = shown.length - text.length;
  if (repeated <= 0) return shown === text;
  return Array.from(text).some((_, index) => shown === text.slice(0, index + repeated) + text.slice(index));
}

interface Scenario {
  title: string;
  /** How the table says that it went well. */
  verdict: string | ((platform: ChatPlatform) => string);
  appliesTo?(platform: ChatPlatform): boolean;
  run: {
    limits?: 'documented';
    prepare?(platform: ChatPlatform, moment: Moment): void;
    halfway?(platform: ChatPlatform, moment: Moment): void;
  };
  check(run: Streamed, answer: RecordedAnswer, platform: ChatPlatform): void;
}

const isAimedAt = (aim: Aim, call: IncomingCall) => (typeof aim === 'function' ? aim(call) : aim.includes(call.name));
const afterTheEnd =
  (aim: Aim, { isFinished }: Moment) =>
  (call: IncomingCall) =>
    isFinished() && isAimedAt(aim, call);

function checkAfterDeletion(run: Streamed, answer: RecordedAnswer, { onDeletion }: ChatPlatform): void {
  checkManners(run);
  if (onDeletion === 'unseen') expect(isWithoutOnePiece(onScreen(run), said(answer))).toBe(true);
  else checkOneWholeCopy(run, answer);
}

/** The text without the message that was deleted. */
function isWithoutOnePiece(shown: string, text: string): boolean {
  let same = 0;
  while (same < shown.length && shown[same] === text[same]) same += 1;
  return shown.length < text.length && text.endsWith(shown.slice(same));
}

const scenarios: readonly Scenario[] = [
  { title: '(a) no faults', verdict: 'one copy', run: {}, check: checkOneWholeCopy },
  {
    title: '(b) documented limits',
    verdict: 'one copy, no wait told',
    run: { limits: 'documented' },
    check(run, answer) {
      checkOneWholeCopy(run, answer);
      expect(run.chat.emulator.requests.filter(({ status }) => status === 429)).toEqual([]);
    },
  },
  {
    title: '(c) an answer lost mid-stream',
    verdict: afterLostEdit,
    run: {
      prepare: ({ calls }, { chat }) => chat.emulator.inject({ kind: 'cutAfter', on: calls.change }),
    },
    check: checkAfterLostEdit,
  },
  {
    title: '(c) the last answer lost',
    verdict: afterLostEdit,
    run: {
      prepare: ({ calls }, moment) => moment.chat.emulator.inject({ kind: 'cutAfter', on: afterTheEnd(calls.last, moment) }),
    },
    check: checkAfterLostEdit,
  },
  {
    title: '(c) the first answer lost',
    verdict: 'whole; the doubtful first message is named',
    run: {
      prepare: ({ calls }, { chat }) => chat.emulator.inject({ kind: 'cutAfter', on: calls.first }),
    },
    check(run, answer) {
      checkManners(run);
      const doubtful = run.outcome.messages.filter(({ certainty }) => certainty === 'maybe').map(({ text }) => core(text));
      expect(doubtful.length).toBeLessThanOrEqual(1);
      expect([said(answer), doubtful.join('') + said(answer)]).toContain(onScreen(run));
    },
  },
  {
    title: '(d) told to wait at the last edit',
    verdict: 'one copy',
    run: {
      prepare: ({ calls }, moment) => moment.chat.emulator.inject({ kind: 'wait', seconds: 3, on: afterTheEnd(calls.last, moment) }),
    },
    check: checkOneWholeCopy,
  },
  {
    title: '(e) deleted mid-stream',
    verdict: ({ onDeletion }) => (onDeletion === 'unseen' ? 'stays deleted, nobody is told' : 'one copy'),
    appliesTo: ({ onDeletion }) => onDeletion !== undefined,
    run: {
      halfway(_, { chat }) {
        const open = chat.shown().at(-1);
        if (open) chat.remove(open.id);
      },
    },
    check: checkAfterDeletion,
  },
  {
    title: '(f) no edit rights',
    verdict: 'one copy, in pieces',
    appliesTo: ({ noEditRights }) => noEditRights !== undefined,
    run: {
      prepare: ({ calls, noEditRights = '' }, { chat }) =>
        chat.emulator.inject({ kind: 'refuse', error: noEditRights, on: calls.change, times: Number.POSITIVE_INFINITY }),
    },
    check: checkOneWholeCopy,
  },
];

/** Long enough for every kind of call to come. */
const isLong = ({ deltas }: RecordedAnswer) => deltas.length > 100;

/** Declares the tests of these platforms, and writes what came of them to their section of the page. No secret may be told. */
export function endToEnd(section: string, platforms: readonly ChatPlatform[], secrets: readonly string[]): void {
  const table = new VerdictTable(section);
  let last: Streamed | undefined;
  let output: ReturnType<typeof listenToOutput> | undefined;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    output = listenToOutput();
  });
  afterEach(async () => {
    output?.end();
    vi.useRealTimers();
    await last?.chat.emulator.close();
  });

  for (const platform of platforms) {
    describe(`end to end: ${platform.name}`, () => {
      for (const { title, verdict, appliesTo = () => true, run, check } of scenarios) {
        if (!appliesTo(platform)) {
          table.leaveOut(platform.name, title);
          continue;
        }
        for (const answer of answers) {
          it(`${title}: ${answer.name}`, async () => {
            const judge = table.expect(platform.name, title, typeof verdict === 'string' ? verdict : verdict(platform));
            last = await streamed(platform, answer, {
              ...(run.limits && { limits: run.limits }),
              prepare: (moment) => run.prepare?.(platform, moment),
              halfway: (moment) => run.halfway?.(platform, moment),
            });
            check(last, answer, platform);
            expect(secretsIn([last.outcome, last.records, last.chat.emulator.requests, output?.printed()], secrets)).toEqual([]);
            if (run.prepare && isLong(answer)) expect(last.chat.emulator.requests.filter(({ fault }) => fault)).not.toEqual([]);
            judge.passed();
          });
        }
      }
    });
  }

  afterAll(() => {
    if (hasRecordings)
      table.write({ rows: platforms.map(({ name }) => name), columns: scenarios.map(({ title }) => title), answers: answers.length });
    else console.warn('the recorded answers are not there: only our own sample was streamed, and docs/platforms.md was left as it is');
  });
}
