import { afterEach, describe, expect, it } from 'vitest';
import type { Reason } from '../../src/adapter.js';
import { statuses } from '../../src/adapters/errors/homeassistant.js';
import { homeassistant } from '../../src/adapters/homeassistant.js';
import { type HomeAssistantEmulator, startHomeAssistantEmulator } from '../../src/testing/index.js';
import { editing, failure, sending } from './requests.js';

const accessToken = 'planted-homeassistant-token';
const chatId = 'answers';

let running: HomeAssistantEmulator | undefined;
afterEach(() => running?.close());

async function start(title?: string) {
  const emulator = await startHomeAssistantEmulator({ accessToken });
  running = emulator;
  return { emulator, adapter: homeassistant({ baseUrl: emulator.url, accessToken }, { title }) };
}

describe('what Home Assistant says and what it means', () => {
  const said: readonly (readonly [status: string, onSend: Reason, onEdit: Reason])[] = [
    ['400', 'rejected', 'rejected'],
    ['401', 'forbidden', 'forbidden'],
    ['403', 'forbidden', 'forbidden'],
    ['404', 'forbidden', 'forbidden'],
    ['405', 'rejected', 'rejected'],
    ['413', 'tooLong', 'tooLong'],
    ['418', 'rejected', 'rejected'],
    ['429', 'rateLimited', 'rateLimited'],
    ['500', 'maybeDelivered', 'transient'],
  ];
  for (const [error, onSend, onEdit] of said) {
    it(`${error} → ${onSend}, on an edit ${onEdit}`, async () => {
      const { emulator, adapter } = await start();
      emulator.inject({ kind: 'refuse', error, times: 2 });
      expect(failure(await adapter.send({ chatId, text: 'one', ...sending() })).reason).toBe(onSend);
      expect(failure(await adapter.edit({ chatId, messageId: 'x', text: 'one', ...editing() })).reason).toBe(onEdit);
      expect(emulator.requests).toHaveLength(2);
    });
  }

  it('no row is left out above', () => {
    for (const status of Object.keys(statuses)) expect(said.map(([known]) => known)).toContain(status);
  });

  it('a proxy that says how long is believed', async () => {
    const { emulator, adapter } = await start();
    emulator.inject({ kind: 'wait', seconds: 3 });
    expect(await adapter.send({ chatId, text: 'one', ...sending() })).toMatchObject({ reason: 'rateLimited', retryAfterMs: 3_000 });
  });
});

describe('homeassistant', () => {
  it('takes nothing for an answer that is none', async () => {
    const fetch = async () => new Response('<html>Log in</html>', { status: 200 });
    const adapter = homeassistant({ baseUrl: 'http://127.0.0.1:1', accessToken: 'secret', fetch: fetch as never });
    expect(failure(await adapter.send({ chatId: 'c', text: 'one', ...sending() })).reason).toBe('maybeDelivered');
    expect(failure(await adapter.edit({ chatId: 'c', messageId: 'm', text: 'one', ...editing() })).reason).toBe('transient');
  });

  it('overwrites the notification that it made, under its title', async () => {
    const { emulator, adapter } = await start('The house');
    const id = 'answers-key-1';
    expect(await adapter.send({ chatId, text: 'one', ...sending() })).toEqual({ ok: true, messageId: id });
    expect(await adapter.edit({ chatId, messageId: id, text: 'one two', ...editing() })).toEqual({ ok: true, messageId: id });
    expect(emulator.notifications()).toEqual([{ id, text: 'one two', title: 'The house' }]);
    await adapter.edit({ chatId, messageId: id, text: 'one two', ...editing(), metadata: { title: 'The garden' } });
    expect(emulator.notifications()).toMatchObject([{ title: 'The garden' }]);
  });

  it('shows a notification again that someone dismissed', async () => {
    const { emulator, adapter } = await start();
    await adapter.send({ chatId, text: 'one', ...sending() });
    emulator.remove('answers-key-1');
    await adapter.edit({ chatId, messageId: 'answers-key-1', text: 'one two', ...editing() });
    expect(emulator.notifications()).toMatchObject([{ text: 'one two' }]);
  });
});
