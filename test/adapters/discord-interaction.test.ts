import { REST } from '@discordjs/rest';
import { afterEach, describe, expect, it } from 'vitest';
import { type DiscordInteractionOptions, discordInteraction } from '../../src/adapters/discord-interaction.js';
import { TokentapeError } from '../../src/errors.js';
import { createStreamConsumer } from '../../src/index.js';
import { type DiscordEmulator, startDiscordEmulator } from '../../src/testing/index.js';
import { manualClock } from '../testing/manual-clock.js';
import { editing, failure, live, sending } from './requests.js';

const token = 'planted-discord-token';
const chatId = '123456789012345678';
const minute = 60_000;

let running: DiscordEmulator | undefined;
afterEach(() => running?.close());

async function start(options: DiscordInteractionOptions = {}, { isPromised = true } = {}) {
  const clock = manualClock(1_750_000_000_000);
  const emulator = await startDiscordEmulator({ token, limits: 'none', clock });
  running = emulator;
  const rest = new REST({ api: emulator.apiUrl, retries: 0, rejectOnRateLimit: () => true }).setToken(token);
  const { application_id: applicationId, ...interaction } = emulator.interact(chatId);
  const adapter = discordInteraction(rest, { applicationId, ...interaction }, { clock, ...options });
  if (isPromised) expect(await adapter.defer()).toEqual({ ok: true });
  const send = (text: string, idempotencyKey: string) => adapter.send({ chatId, text, ...sending(), idempotencyKey });
  const shown = () => emulator.messages(chatId).map(({ text }) => text);
  return { clock, emulator, rest, adapter, send, shown, interaction };
}

describe('the answer to a command', () => {
  it('fills in the promised reply, edits it, and goes on behind it', async () => {
    const { emulator, adapter, send, shown } = await start();
    const reply = await send('one', 'key-0');
    const messageId = (reply.ok && reply.messageId) || '';
    expect(await adapter.edit({ chatId, messageId, text: 'one two', ...editing() })).toEqual({ ok: true, messageId });
    expect(await send('three', 'key-1')).toMatchObject({ ok: true });
    expect(shown()).toEqual(['one two', 'three']);
    expect(emulator.requests.map(({ name }) => name)).toEqual(['respond', 'editResponse', 'editResponse', 'followUp']);
  });

  it('sends the first message again as often as need be: it replaces the promise', async () => {
    const { emulator, send, shown } = await start();
    emulator.inject({ kind: 'cutAfter' });
    expect(failure(await send('one', 'key-0')).reason).toBe('transient');
    expect(await send('one two', 'key-0')).toMatchObject({ ok: true });
    expect(shown()).toEqual(['one two']);
  });

  it('does not know whether a follow-up arrived whose answer was lost', async () => {
    const { emulator, send, shown } = await start();
    await send('one', 'key-0');
    emulator.inject({ kind: 'cutAfter' });
    expect(failure(await send('two', 'key-1')).reason).toBe('maybeDelivered');
    expect(shown()).toEqual(['one', 'two']);
  });

  it('follows up when its reply was deleted', async () => {
    const { emulator, adapter, send, shown } = await start();
    const reply = await send('one', 'key-0');
    const messageId = (reply.ok && reply.messageId) || '';
    emulator.remove(chatId, messageId);
    expect(failure(await adapter.edit({ chatId, messageId, text: 'one two', ...editing() })).reason).toBe('messageGone');
    expect(await send('one two', 'key-1')).toMatchObject({ ok: true });
    expect(shown()).toEqual(['one two']);
  });

  it('pings nobody, in any call', async () => {
    const { emulator, adapter, send } = await start();
    const reply = await send('@everyone', 'key-0');
    await adapter.edit({ chatId, messageId: (reply.ok && reply.messageId) || '', text: '@everyone!', ...editing() });
    await send('@here', 'key-1');
    expect(emulator.messages(chatId).map(({ pings }) => pings)).toEqual([[], []]);
  });

  it('is for one pair of eyes if asked: the promise and whatever follows', async () => {
    const { emulator, send } = await start({ ephemeral: true });
    await send('one', 'key-0');
    await send('two', 'key-1');
    const bodies = emulator.requests.map(({ body }) => body as { flags?: number; data?: { flags?: number } });
    expect([bodies[0]?.data?.flags, bodies[2]?.flags]).toEqual([64, 64]);
  });

  it('takes a promise that was given already for one, and not one that comes too late', async () => {
    const { adapter } = await start();
    expect(await adapter.defer()).toEqual({ ok: true });
    const late = await start({}, { isPromised: false });
    late.clock.advance(3_001);
    expect(await late.adapter.defer()).toMatchObject({ ok: false, reason: 'rejected' });
  });

  it('needs a snowflake', async () => {
    const { rest } = await start();
    expect(() => discordInteraction(rest, { id: 'x', applicationId: '1', token: 't' })).toThrow(TokentapeError);
  });
});

describe('after fifteen minutes', () => {
  it('says at once that there is no more to be done, and the client keeps its token', async () => {
    const { clock, emulator, rest, adapter, send } = await start();
    const reply = await send('one', 'key-0');
    clock.advance(15 * minute);
    const edit = { chatId, messageId: (reply.ok && reply.messageId) || '', text: 'one two', ...editing() };
    expect(failure(await adapter.edit(edit)).reason).toBe('forbidden');
    expect(failure(await send('two', 'key-1')).reason).toBe('forbidden');
    expect(await adapter.delete?.({ ...edit, signal: live() })).toMatchObject({ reason: 'forbidden' });
    expect(emulator.requests).toHaveLength(2);
    expect(await rest.get('/users/@me')).toMatchObject({ bot: true });
  });

  it('believes Discord, whatever its own clock says, and does not forget its token over it', async () => {
    const { clock, rest, adapter, send } = await start({ clock: { now: () => 1_750_000_000_000 } });
    const reply = await send('one', 'key-0');
    clock.advance(15 * minute);
    const edit = { chatId, messageId: (reply.ok && reply.messageId) || '', text: 'one two', ...editing() };
    expect(failure(await adapter.edit(edit))).toMatchObject({ reason: 'forbidden', message: "the interaction's fifteen minutes are over" });
    expect(await rest.get('/users/@me')).toMatchObject({ bot: true });
  });

  for (const trusts of ['its clock', 'Discord']) {
    it(`goes on in the channel if asked, by ${trusts}`, async () => {
      const { clock, adapter, send, shown } = await start({
        continueInChannel: true,
        ...(trusts === 'Discord' && { clock: { now: () => 1_750_000_000_000 } }),
      });
      const reply = await send('one', 'key-0');
      clock.advance(15 * minute);
      const edit = { chatId, messageId: (reply.ok && reply.messageId) || '', text: 'one two', ...editing() };
      expect(failure(await adapter.edit(edit)).reason).toBe('editUnsupported');
      const rest = await send('two', 'key-1');
      const restId = (rest.ok && rest.messageId) || '';
      expect(await adapter.edit({ ...edit, messageId: restId, text: 'two three' })).toMatchObject({ ok: true });
      expect(shown()).toEqual(['one', 'two three']);
      expect(await adapter.delete?.({ chatId, messageId: restId, signal: live() })).toEqual({ ok: true });
      expect(shown()).toEqual(['one']);
    });
  }

  it('shows the channel nothing of an answer that was for one pair of eyes', async () => {
    const { clock, send, shown } = await start({ continueInChannel: true, ephemeral: true });
    await send('one', 'key-0');
    clock.advance(15 * minute);
    expect(failure(await send('two', 'key-1')).reason).toBe('forbidden');
    expect(shown()).toEqual(['one']);
  });

  it('leaves a long answer whole: the reply as it stood, and the rest in the channel', async () => {
    const { clock, emulator, adapter } = await start({ continueInChannel: true });
    let isLate = false;
    const consumer = createStreamConsumer({
      adapter: {
        ...adapter,
        edit: (request) => {
          if (!isLate) clock.advance(15 * minute);
          isLate = true;
          return adapter.edit(request);
        },
      },
      chatId,
      config: { editInterval: 0, bufferThreshold: 1 },
    });
    consumer.onDelta('The moon pulls, ');
    await expect.poll(() => emulator.messages(chatId).length).toBe(1);
    consumer.onDelta('the water follows.');
    consumer.finish();
    expect(await consumer.settled).toMatchObject({ status: 'delivered', alreadySent: true, unshown: '' });
    expect(
      emulator
        .messages(chatId)
        .map(({ text }) => text.replace(' ▉', ''))
        .join(' '),
    ).toBe('The moon pulls, the water follows.');
  });
});
