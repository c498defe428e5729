// Recorded answers to servers that really run, as far as such servers can be made to fail. Time is real, so the model is quick.

import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { email } from '../../src/adapters/email.js';
import { irc } from '../../src/adapters/irc.js';
import { xmpp } from '../../src/adapters/xmpp.js';
import { type ConsumerOptions, createStreamConsumer, type Outcome, type StreamConsumer } from '../../src/index.js';
import { core, said } from '../platforms/core-text.js';
import { hasRecordings, type RecordedAnswer, recordedAnswers } from '../platforms/recorded-answers.js';
import { VerdictTable } from '../platforms/verdict-table.js';
import { describeWith } from './installed.js';
import { heardInChannel } from './irc-person.js';
import { textOf } from './mail-text.js';
import { startProsody } from './prosody.js';
import { startSmtp } from './smtp.js';
import { connectXmpp, lastVersions, readArchive, untilReady } from './xmpp-person.js';

const answers = recordedAnswers();
const ROWS = ['xmpp on Prosody', 'irc on ngIRCd', 'email on smtp-server'] as const;
const COLUMNS = [
  '(a) no faults',
  '(c) the server dies mid-answer',
  '(c) the server dies before its first answer',
  '(c) the last answer lost',
  '(d) told to wait at the last call',
] as const;
const DELTAS_AT_ONCE = 20;

const table = new VerdictTable('servers');

interface Moments {
  /** Half of the answer is said. */
  halfway?(consumer: StreamConsumer): Promise<void>;
  beforeTheEnd?(): void;
}

/** Says the answer, and does something at these moments. */
async function stream(options: ConsumerOptions, { deltas }: RecordedAnswer, { halfway, beforeTheEnd }: Moments = {}): Promise<Outcome> {
  const consumer = createStreamConsumer(options);
  for (const [index, delta] of deltas.entries()) {
    if (index === Math.floor(deltas.length / 2)) await halfway?.(consumer);
    consumer.onDelta(delta);
    if (index % DELTAS_AT_ONCE === 0) await pause(5);
  }
  beforeTheEnd?.();
  consumer.finish();
  return consumer.settled;
}

/** A test for each answer; the cell holds if all pass. */
function cell(
  row: (typeof ROWS)[number],
  column: (typeof COLUMNS)[number],
  verdict: string,
  run: (answer: RecordedAnswer) => Promise<void>,
) {
  for (const answer of answers)
    it(`${column}: ${answer.name}`, async () => {
      const judge = table.expect(row, column, verdict);
      await run(answer);
      judge.passed();
    });
}

const whole = { status: 'delivered', alreadySent: true, unshown: '' };

describeWith('prosody', ROWS[0], (path) => {
  const config = { editInterval: 0.1, bufferThreshold: 4_000 };

  async function run(answer: RecordedAnswer, dies?: 'mid-answer' | 'before its first answer'): Promise<Outcome> {
    const prosody = await startProsody(path);
    const bot = await connectXmpp(prosody, 'bot');
    if (dies === 'before its first answer') prosody.freeze();
    const halfway = async (consumer: StreamConsumer) => {
      if (dies === 'mid-answer') await vi.waitUntil(() => consumer.view().messages.length > 0, 10_000);
      await prosody.kill();
      await prosody.restart();
      await untilReady(bot, prosody);
    };
    const outcome = await stream({ adapter: xmpp(bot), chatId: 'ann@localhost', config }, answer, dies && { halfway });
    const ann = await connectXmpp(prosody, 'ann');
    const archive = await readArchive(ann);
    for (const connection of [bot, ann]) connection.reconnect.stop();
    await prosody.stop();
    expect(core(lastVersions(archive).join('\n'))).toBe(said(answer));
    return outcome;
  }

  cell(ROWS[0], COLUMNS[0], 'one copy', async (answer) => expect(await run(answer)).toMatchObject(whole));
  cell(ROWS[0], COLUMNS[1], 'one copy', async (answer) => expect(await run(answer, 'mid-answer')).toMatchObject(whole));
  cell(ROWS[0], COLUMNS[2], 'whole; the doubtful message is named', async (answer) => {
    const outcome = await run(answer, 'before its first answer');
    expect(outcome).toMatchObject(whole);
    expect(outcome.messages.map(({ certainty }) => certainty)).toEqual(['maybe', 'seen']);
  });
  table.leaveOut(ROWS[0], COLUMNS[3]);
  table.leaveOut(ROWS[0], COLUMNS[4]);
});

describeWith('ngircd', ROWS[1], (path) => {
  cell(ROWS[1], COLUMNS[0], 'one copy, in lines', async (answer) => {
    const { came: outcome, lines } = await heardInChannel(path, '#open', (bot) =>
      stream({ adapter: irc(bot, { lineIntervalMs: 0 }), chatId: '#open' }, answer),
    );
    expect(outcome).toMatchObject(whole);
    expect(core(lines.join('\n'))).toBe(said(answer));
  });
  for (const column of COLUMNS.slice(1)) table.leaveOut(ROWS[1], column);
});

describe(ROWS[2], { timeout: 60_000 }, () => {
  async function run(answer: RecordedAnswer, fault?: Parameters<Awaited<ReturnType<typeof startSmtp>>['fail']>[1]) {
    const server = await startSmtp();
    const transport = createTransport({ host: '127.0.0.1', port: server.port, ignoreTLS: true });
    const adapter = email(transport, { from: 'bot@example.org' });
    const beforeTheEnd = () => fault && server.fail('message', fault);
    const outcome = await stream({ adapter, chatId: 'ann@example.org' }, answer, { beforeTheEnd });
    await server.close();
    // One mail for all of it: a mailbox cannot edit.
    expect(server.taken.map((mail) => core(textOf(mail)))).toEqual([said(answer)]);
    return outcome;
  }

  cell(ROWS[2], COLUMNS[0], 'one copy', async (answer) => expect(await run(answer)).toMatchObject(whole));
  table.leaveOut(ROWS[2], COLUMNS[1]);
  table.leaveOut(ROWS[2], COLUMNS[2]);
  cell(ROWS[2], COLUMNS[3], 'whole; the doubtful mail is named', async (answer) => {
    const outcome = await run(answer, 'cutAfter');
    expect(outcome).toMatchObject({ alreadySent: false, messages: [{ certainty: 'maybe' }] });
    expect(core(outcome.unshown)).toBe(said(answer));
  });
  cell(ROWS[2], COLUMNS[4], 'one copy', async (answer) => expect(await run(answer, { reply: 451 })).toMatchObject(whole));
});

afterAll(() => {
  if (hasRecordings) table.write({ rows: ROWS, columns: COLUMNS, answers: answers.length });
});
