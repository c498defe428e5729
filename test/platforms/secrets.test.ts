// Whatever goes wrong, no token is told: not in a result, not on a tape, not in a log, not in what is printed.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStreamConsumer, type Result, type TapeRecord } from '../../src/index.js';
import { type Fault, VirtualClock } from '../../src/testing/index.js';
import { type Chat, chatPlatforms, secrets as chatSecrets } from './chats.js';
import { listenToOutput, secretsIn } from './output.js';
import { wirePlatforms, secrets as wireSecrets } from './wires.js';

const secrets = [...chatSecrets, ...wireSecrets];

let output: ReturnType<typeof listenToOutput>;
beforeEach(() => {
  output = listenToOutput();
});
afterEach(() => output.end());

const faults: readonly Fault[] = [
  { kind: 'wait', seconds: 3, times: Number.POSITIVE_INFINITY },
  { kind: 'refuse', error: 'no', times: Number.POSITIVE_INFINITY },
  { kind: 'refuse', error: 'no', status: 401, times: Number.POSITIVE_INFINITY },
  { kind: 'refuse', error: 'no', status: 500, times: Number.POSITIVE_INFINITY },
  { kind: 'cutBefore', times: Number.POSITIVE_INFINITY },
  { kind: 'cutAfter', times: Number.POSITIVE_INFINITY },
  { kind: 'html502', times: Number.POSITIVE_INFINITY },
  { kind: 'hang', times: Number.POSITIVE_INFINITY },
];

/** Makes every call there is. */
async function callAll({ adapter, chatId, metadata }: Chat): Promise<unknown[]> {
  const request = () => ({ chatId, metadata, signal: AbortSignal.timeout(200), idempotencyKey: 'key-1', text: 'one', final: true });
  const message = { messageId: '123456789012345678', added: 'x', whole: 'onex', draftId: 1 };
  const calls: (Promise<unknown> | undefined)[] = [
    adapter.send(request()),
    adapter.edit({ ...request(), ...message }),
    adapter.delete?.({ ...request(), ...message }),
    adapter.draft?.({ ...request(), ...message }),
    adapter.openStream?.(request()),
    adapter.appendStream?.({ ...request(), ...message }),
    adapter.closeStream?.({ ...request(), ...message }),
    adapter.find?.({ ...request(), sentAt: Date.now() }),
  ];
  return Promise.all(calls.map((call) => call?.catch((error: unknown) => ({ thrown: error }))));
}

describe.each([...chatPlatforms, ...wirePlatforms])('$name', (platform) => {
  it.each(faults)('tells no secret: $kind, $status', async (fault) => {
    const chat = await platform.start({ limits: 'none', faults: [fault] });
    const results = await callAll(chat);
    await chat.emulator.close();
    expect(secretsIn([results, chat.emulator.requests, output.printed()], secrets)).toEqual([]);
  });

  it('tells no secret when there is no server', async () => {
    const chat = await platform.start({ limits: 'none' });
    await chat.emulator.close();
    const results = await callAll(chat);
    for (const result of results) expect((result as Result | undefined)?.ok).not.toBe(true);
    expect(secretsIn([results, output.printed()], secrets)).toEqual([]);
  });

  it('tells no secret on a tape, with text, of a stream that is refused', async () => {
    const chat = await platform.start({
      limits: 'none',
      faults: [{ kind: 'refuse', error: 'no', status: 403, times: Number.POSITIVE_INFINITY }],
    });
    const records: TapeRecord[] = [];
    const lines: string[] = [];
    const consumer = createStreamConsumer({
      adapter: chat.adapter,
      chatId: chat.chatId,
      metadata: chat.metadata,
      clock: new VirtualClock(),
      tape: {
        text: 'on',
        write(record, line) {
          records.push(record);
          lines.push(line);
        },
      },
    });
    consumer.onDelta('The moon pulls.');
    consumer.cancel('done', { mode: 'keep' });
    const outcome = await consumer.settled;
    await chat.emulator.close();
    expect(records.some(({ kind }) => kind === 'end')).toBe(true);
    expect(secretsIn([outcome, records, lines, output.printed()], secrets)).toEqual([]);
  });
});

it('a secret would be found: in a cause, behind a getter, in a URL, in base64', () => {
  const secret = 'planted-telegram-token';
  const error = Object.assign(new Error('no', { cause: new Error(`https://host/bot${encodeURIComponent(secret)}/x`) }));
  const hidden = Object.defineProperty({}, 'token', { value: secret, enumerable: false });
  const header = { authorization: `Basic ${Buffer.from(`bot:${secret}`).toString('base64')}` };
  for (const thing of [error, hidden, header, { deep: [{ down: [error] }] }]) expect(secretsIn([thing], [secret])).toEqual([secret]);
  expect(secretsIn([new Error('no')], [secret])).toEqual([]);
});
