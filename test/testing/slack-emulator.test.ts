import { afterEach, describe, expect, it } from 'vitest';
import { type SlackEmulator, type SlackEmulatorOptions, startSlackEmulator } from '../../src/testing/index.js';
import { manualClock } from './manual-clock.js';

let running: SlackEmulator | undefined;
afterEach(() => running?.close());

async function start(options: SlackEmulatorOptions = {}) {
  const clock = manualClock();
  const emulator = await startSlackEmulator({ clock, ...options });
  running = emulator;
  const call = async (method: string, fields: Record<string, string>) => {
    const response = await fetch(`${emulator.apiUrl}${method}`, { method: 'POST', body: new URLSearchParams(fields) });
    const answer = (await response.json()) as { ok: boolean; error?: string; ts: string };
    return { ...answer, status: response.status, retryAfter: response.headers.get('retry-after') };
  };
  const open = async () => (await call('chat.startStream', { channel: 'D1', thread_ts: '1.1', markdown_text: 'a' })).ts;
  return { clock, emulator, call, open };
}

describe('the Slack emulator', () => {
  it('takes one post a second in a channel, and says how long to wait', async () => {
    const { clock, call } = await start();
    const post = (channel: string) => call('chat.postMessage', { channel, text: 'x' });
    expect((await post('C1')).ok).toBe(true);
    expect(await post('C1')).toMatchObject({ status: 429, error: 'ratelimited', retryAfter: '1' });
    expect((await post('C2')).ok).toBe(true);
    clock.advance(1_000);
    expect((await post('C1')).ok).toBe(true);
  });

  it('counts updates by method, not by channel', async () => {
    const { clock, call } = await start();
    const posts = [
      await call('chat.postMessage', { channel: 'C1', text: 'x' }),
      await call('chat.postMessage', { channel: 'C2', text: 'x' }),
    ];
    const statuses = [];
    for (let count = 0; count < 51; count += 1) {
      const channel = `C${1 + (count % 2)}`;
      const ts = posts[count % 2]?.ts ?? '';
      statuses.push((await call('chat.update', { channel, ts, text: `${count}` })).status);
    }
    expect(statuses).toEqual([...Array(50).fill(200), 429]);
    clock.advance(1_200);
    expect((await call('chat.update', { channel: 'C1', ts: posts[0]?.ts ?? '', text: 'y' })).status).toBe(200);
  });

  it('posts what it would not update', async () => {
    const { call } = await start();
    const text = 'x'.repeat(4_001);
    const { ok, ts } = await call('chat.postMessage', { channel: 'C1', text });
    expect(ok).toBe(true);
    expect((await call('chat.update', { channel: 'C1', ts, text })).error).toBe('msg_too_long');
    expect((await call('chat.update', { channel: 'C1', ts, markdown_text: text })).ok).toBe(true);
  });

  it('cuts a post above 40000 characters', async () => {
    const { emulator, call } = await start();
    await call('chat.postMessage', { channel: 'C1', text: 'x'.repeat(40_001) });
    expect(emulator.messages('C1')[0]?.text).toHaveLength(40_000);
  });

  it('reads chunks out of a form', async () => {
    const { emulator, call, open } = await start();
    const ts = await open();
    const chunks = [
      { type: 'markdown_text', text: 'b' },
      { type: 'task_update', id: '1', title: 't', status: 'complete' },
    ];
    await call('chat.appendStream', { channel: 'D1', ts, chunks: JSON.stringify(chunks) });
    expect(emulator.messages('D1')).toMatchObject([{ text: 'ab', state: 'streaming', threadTs: '1.1' }]);
  });

  const refusals: readonly (readonly [method: string, fields: Record<string, string>, error: string])[] = [
    ['chat.postMessage', { channel: 'C1' }, 'no_text'],
    ['chat.postMessage', { channel: 'C9', text: 'x' }, 'channel_not_found'],
    ['chat.update', { channel: 'C1', ts: '1.1', text: 'x' }, 'message_not_found'],
    ['chat.delete', { channel: 'C1', ts: '1.1' }, 'message_not_found'],
    ['chat.startStream', { channel: 'C1', thread_ts: '1.1' }, 'missing_recipient_user_id'],
    ['chat.startStream', { channel: 'C1', thread_ts: '1.1', recipient_user_id: 'U1' }, 'missing_recipient_team_id'],
    ['chat.startStream', { channel: 'D1', markdown_text: 'x', chunks: '[]' }, 'markdown_text_conflict'],
    ['chat.startStream', { channel: 'D1', chunks: '{' }, 'invalid_chunks'],
    ['chat.startStream', { channel: 'D1', markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
    ['chat.appendStream', { channel: 'D1', ts: '1.1', markdown_text: 'x' }, 'message_not_found'],
    ['chat.everything', { channel: 'D1' }, 'unknown_method'],
  ];
  for (const [method, fields, error] of refusals) {
    it(`answers ${error} to ${method}`, async () => {
      const { call } = await start({ channels: ['C1', 'D1'] });
      expect(await call(method, fields)).toMatchObject({ ok: false, status: 200, error });
    });
  }

  it('lets in only its token', async () => {
    const { call } = await start({ token: 'xoxb-1' });
    expect((await call('auth.test', {})).error).toBe('invalid_auth');
    expect((await call('auth.test', { token: 'xoxb-1' })).ok).toBe(true);
  });

  it('ends a stream after five minutes and lets it be updated then', async () => {
    const { clock, emulator, call, open } = await start();
    const ts = await open();
    expect((await call('chat.update', { channel: 'D1', ts, text: 'x' })).error).toBe('streaming_state_conflict');
    clock.advance(5 * 60_000);
    for (const method of ['chat.appendStream', 'chat.stopStream']) {
      expect((await call(method, { channel: 'D1', ts, markdown_text: 'b' })).error).toBe('message_not_in_streaming_state');
    }
    expect((await call('chat.update', { channel: 'D1', ts, text: 'x' })).ok).toBe(true);
    expect(emulator.messages('D1')).toMatchObject([{ text: 'x', state: 'ended' }]);
  });

  it('does not append to an ordinary message', async () => {
    const { call } = await start();
    const { ts } = await call('chat.postMessage', { channel: 'C1', text: 'x' });
    expect((await call('chat.appendStream', { channel: 'C1', ts, markdown_text: 'y' })).error).toBe('message_not_in_streaming_state');
  });

  it('says that the user stopped a stream', async () => {
    const { emulator, call, open } = await start();
    const ts = await open();
    emulator.stopByUser('D1', ts);
    expect((await call('chat.appendStream', { channel: 'D1', ts, markdown_text: 'b' })).error).toBe('stopped_by_user');
    expect(emulator.messages('D1')).toMatchObject([{ text: 'a', state: 'ended' }]);
  });

  it('takes twelve thousand characters of Markdown, and no more', async () => {
    const { call } = await start({ limits: 'none' });
    const post = (length: number) => call('chat.postMessage', { channel: 'C1', markdown_text: 'x'.repeat(length) });
    expect((await post(12_000)).ok).toBe(true);
    expect((await post(12_001)).error).toBe('msg_too_long');
  });

  it('cuts a post at forty thousand characters', async () => {
    const { emulator, call } = await start({ limits: 'none' });
    await call('chat.postMessage', { channel: 'C1', text: 'x'.repeat(40_001) });
    expect(emulator.messages('C1')[0]?.text).toHaveLength(40_000);
  });

  it('tells a history newest first, a thread oldest first, and metadata to whoever asks for it', async () => {
    const { emulator, call } = await start({ limits: 'none' });
    const metadata = JSON.stringify({ event_type: 'x', event_payload: { key: '1' } });
    const first = await call('chat.postMessage', { channel: 'C1', text: 'see https://example.org', metadata });
    const answer = await call('chat.postMessage', { channel: 'C1', text: 'answer', thread_ts: first.ts });
    emulator.say('C1', 'last');
    type Told = { messages: { text: string; ts: string; metadata?: object }[]; has_more: boolean };
    const history = (await call('conversations.history', { channel: 'C1', include_all_metadata: 'true' })) as unknown as Told;
    expect(history.messages.map(({ text }) => text)).toEqual(['last', 'see <https://example.org>']);
    expect(history.messages[1]?.metadata).toEqual(JSON.parse(metadata));
    const replies = (await call('conversations.replies', { channel: 'C1', ts: first.ts })) as unknown as Told;
    expect(replies.messages.map(({ ts }) => ts)).toEqual([first.ts, answer.ts]);
    expect(replies.messages[0]).not.toHaveProperty('metadata');
  });
});
