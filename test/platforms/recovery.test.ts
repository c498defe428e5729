// A process dies over the first message of an answer. Whoever goes on asks the platform, through its own client, what became of it.

import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { matrix } from '../../src/adapters/matrix.js';
import { type Adapter, createStreamConsumer, type Outcome } from '../../src/index.js';
import { recover } from '../../src/tape/recover.js';
import { startMatrixEmulator, VirtualClock } from '../../src/testing/index.js';
import { type Chat, chatPlatforms } from './chats.js';

const start = (name: string) => {
  const platform = chatPlatforms.find((platform) => platform.name === name);
  if (platform === undefined) throw new Error(`no platform ${name}`);
  return platform.start({ limits: 'none' });
};

async function startMatrix(): Promise<Chat> {
  const emulator = await startMatrixEmulator({ limits: 'none' });
  const adapter = matrix({ baseUrl: emulator.url, accessToken: 'planted-matrix-token' });
  const chatId = '!room:server.test';
  return { emulator, adapter, chatId, shown: () => emulator.messages(chatId), remove: (id) => emulator.remove(chatId, String(id)) };
}

let cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp) await undo();
  cleanUp = [];
});

const said = 'The moon pulls, the water follows.';

/** Begins an answer in a process that dies over its first call; gives the tape that it leaves. */
async function die(chat: Chat, arrives: boolean): Promise<string> {
  const lines: string[] = [];
  const dying: Adapter = {
    ...chat.adapter,
    async send(request) {
      if (arrives) await chat.adapter.send(request);
      reached();
      return new Promise(() => {});
    },
  };
  let reached = () => {};
  const isReached = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const consumer = createStreamConsumer({
    adapter: dying,
    chatId: chat.chatId,
    metadata: chat.metadata,
    // The process stands still from then on, and with it its clock.
    clock: new VirtualClock(Date.now()),
    config: { transport: 'edit' },
    tape: { text: 'on', write: (_, line) => lines.push(line) },
  });
  consumer.onDelta(said);
  await isReached;
  const directory = mkdtempSync(join(tmpdir(), 'tokentape-'));
  cleanUp.push(() => rmSync(directory, { recursive: true }));
  const tape = join(directory, 'stream.ndjson');
  writeFileSync(tape, `${lines.join('\n')}\n`);
  utimesSync(tape, 0, 0);
  return tape;
}

async function goOn(tape: string, { adapter }: Chat): Promise<Outcome> {
  const [recovery] = await recover({ tapes: tape, adapters: { [adapter.name]: adapter }, fsync: 'none' });
  if (recovery?.result !== 'recovered') throw new Error(JSON.stringify(recovery));
  return recovery.outcome;
}

describe.each([
  ['slack', () => start('slack, updates')],
  ['discord', () => start('discord')],
  ['matrix', startMatrix],
] as const)('after a crash, %s is asked', (_, startChat) => {
  it.each([true, false])('and there is one whole copy; had it arrived: %s', async (arrives) => {
    const chat = await startChat();
    cleanUp.push(chat.emulator.close);
    const tape = await die(chat, arrives);
    const outcome = await goOn(tape, chat);
    expect(chat.shown().map(({ text }) => text)).toEqual([said]);
    expect(outcome).toMatchObject({ unshown: '', messages: [{ certainty: 'seen' }] });
  });

  it('and where it gives no answer, the doubt is told', async () => {
    const chat = await startChat();
    cleanUp.push(chat.emulator.close);
    const tape = await die(chat, true);
    chat.emulator.inject({ kind: 'cutBefore', times: 1 });
    const outcome = await goOn(tape, chat);
    expect(outcome.alreadySent).toBe(false);
    expect(outcome.messages.map(({ certainty }) => certainty)).toContain('maybe');
  });
});

it('telegram cannot be asked: the doubt is told', async () => {
  const chat = await start('telegram, edits');
  cleanUp.push(chat.emulator.close);
  expect(chat.adapter.find).toBeUndefined();
  const outcome = await goOn(await die(chat, true), chat);
  expect(outcome.alreadySent).toBe(false);
  expect(outcome.messages.map(({ certainty }) => certainty)).toContain('maybe');
});
