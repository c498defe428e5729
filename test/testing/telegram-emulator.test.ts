import { afterEach, describe, expect, it } from 'vitest';
import { startTelegramEmulator, type TelegramEmulator, type TelegramEmulatorOptions } from '../../src/testing/index.js';
import { manualClock } from './manual-clock.js';

let running: TelegramEmulator | undefined;
afterEach(() => running?.close());

async function start(options: TelegramEmulatorOptions = {}) {
  const clock = manualClock();
  const emulator = await startTelegramEmulator({ clock, token: '1:t', ...options });
  running = emulator;
  const call = async (method: string, body: object = {}) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${emulator.url}/bot1:t/${method}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = (await response.json()) as {
      ok: boolean;
      error_code?: number;
      description?: string;
      parameters?: object;
      result?: object;
    };
    return { ...answer, retryAfter: response.headers.get('retry-after') };
  };
  const burst = async (times: number, method: string, body: (count: number) => object) => {
    const codes = [];
    for (let count = 0; count < times; count += 1) codes.push((await call(method, body(count))).error_code);
    return codes;
  };
  return { clock, emulator, call, burst };
}

describe('the Telegram emulator', () => {
  it('answers with a message as the Bot API renders it', async () => {
    const { call } = await start();
    expect(await call('sendMessage', { chat_id: 7, text: ' hi ' })).toMatchObject({
      ok: true,
      result: { message_id: 1, from: { is_bot: true }, chat: { id: 7, type: 'private' }, text: 'hi' },
    });
    expect(await call('editMessageText', { chat_id: 7, message_id: 1, text: 'ho' })).toMatchObject({
      result: { text: 'ho', edit_date: 1_000 },
    });
  });

  it('lets in only its token', async () => {
    const { emulator } = await start();
    const response = await fetch(`${emulator.url}/bot2:x/getMe`);
    expect([response.status, await response.json()]).toEqual([401, { ok: false, error_code: 401, description: 'Unauthorized' }]);
  });

  it('knows no method that it does not know', async () => {
    const { call } = await start();
    expect((await call('toString')).description).toBe('Not Found: method not found');
    expect(await call('getMe')).toMatchObject({ result: { is_bot: true } });
  });

  it('tells a private chat to wait after a burst, until a second has passed', async () => {
    const { clock, call, burst } = await start();
    expect(await burst(6, 'sendMessage', (count) => ({ chat_id: 7, text: `${count}` }))).toEqual([...Array(5).fill(undefined), 429]);
    expect(await call('editMessageText', { chat_id: 7, message_id: 1, text: 'x' })).toMatchObject({
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
      retryAfter: '1',
    });
    clock.advance(1_000);
    expect((await call('editMessageText', { chat_id: 7, message_id: 1, text: 'x' })).ok).toBe(true);
  });

  it('takes twenty a minute in a group', async () => {
    const { burst } = await start();
    expect(await burst(21, 'sendMessage', (count) => ({ chat_id: -100, text: `${count}` }))).toEqual([...Array(20).fill(undefined), 429]);
  });

  it('gives drafts and chat actions an allowance of their own, shared by both', async () => {
    const { call, burst } = await start();
    await burst(10, 'sendMessageDraft', (count) => ({ chat_id: 7, draft_id: 1, text: `${count}` }));
    await burst(10, 'sendChatAction', () => ({ chat_id: 7, action: 'typing' }));
    expect((await call('sendMessageDraft', { chat_id: 7, draft_id: 1, text: 'x' })).error_code).toBe(429);
    expect((await call('sendMessage', { chat_id: 7, text: 'x' })).ok).toBe(true);
  });

  it('can hold a call that is too early and accept it late', async () => {
    const { clock, emulator, call, burst } = await start({ acceptLate: true });
    await burst(5, 'sendMessage', (count) => ({ chat_id: 7, text: `${count}` }));
    const late = call('sendMessage', { chat_id: 7, text: 'late' });
    await expect.poll(() => clock.pending).toBe(1);
    expect(emulator.messages(7)).toHaveLength(5);
    clock.advance(1_000);
    expect((await late).ok).toBe(true);
    expect(emulator.messages(7).at(-1)?.text).toBe('late');
  });

  it('refuses what it would have to hold for more than eight seconds', async () => {
    const { clock, call, burst } = await start({ acceptLate: true });
    await burst(5, 'sendMessage', (count) => ({ chat_id: 7, text: `${count}` }));
    const held = Array.from({ length: 8 }, (_, count) => call('sendMessage', { chat_id: 7, text: `held ${count}` }));
    await expect.poll(() => clock.pending).toBe(8);
    expect((await call('sendMessage', { chat_id: 7, text: 'no' })).error_code).toBe(429);
    clock.advance(8_000);
    expect((await Promise.all(held)).map(({ ok }) => ok)).toEqual(Array(8).fill(true));
  });

  it('clears the draft when a message comes', async () => {
    const { emulator, call } = await start();
    await call('sendMessageDraft', { chat_id: 7, draft_id: 3, text: '' });
    expect(emulator.draft(7)).toEqual({ draftId: 3, text: '' });
    await call('sendMessage', { chat_id: 7, text: 'x' });
    expect(emulator.draft(7)).toBeUndefined();
  });

  const refusals: readonly (readonly [method: string, body: object, description: string])[] = [
    ['sendMessage', { text: '  \n' }, 'Bad Request: message text is empty'],
    ['sendMessage', { text: 'x'.repeat(4_097) }, 'Bad Request: message is too long'],
    ['sendMessage', { text: `<b>${'x'.repeat(32_768)}</b>`, parse_mode: 'HTML' }, 'Bad Request: text is too long'],
    ['sendMessage', { text: 'x', parse_mode: 'BBCode' }, 'Bad Request: unsupported parse_mode'],
    ['sendMessage', { text: 'x', reply_parameters: { message_id: 99 } }, 'Bad Request: message to be replied not found'],
    ['editMessageText', { text: 'x', message_id: 99 }, 'Bad Request: message to edit not found'],
    ['deleteMessage', { message_id: 99 }, 'Bad Request: message to delete not found'],
    ['sendMessageDraft', { chat_id: -100, draft_id: 1, text: 'x' }, 'Bad Request: TEXTDRAFT_PEER_INVALID'],
    [
      'sendMessage',
      { text: 'a *bold', parse_mode: 'MarkdownV2' },
      "Bad Request: can't parse entities: Can't find end of Bold entity at byte offset 2",
    ],
    [
      'sendMessage',
      { text: 'é _x', parse_mode: 'MarkdownV2' },
      "Bad Request: can't parse entities: Can't find end of Italic entity at byte offset 3",
    ],
    [
      'sendMessage',
      { text: 'a.', parse_mode: 'MarkdownV2' },
      "Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
    ],
    ['sendMessage', { text: '<x>', parse_mode: 'HTML' }, 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'],
    ['sendMessage', { text: '<b', parse_mode: 'HTML' }, "Bad Request: can't parse entities: Unclosed start tag at byte offset 0"],
    [
      'sendMessage',
      { text: '<b>x', parse_mode: 'HTML' },
      'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    ],
    [
      'sendMessage',
      { text: 'a *b', parse_mode: 'Markdown' },
      "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 2",
    ],
  ];
  for (const [method, body, description] of refusals) {
    it(`says ${description.slice(0, 100)}`, async () => {
      const { call } = await start();
      expect((await call(method, { chat_id: 7, ...body })).description).toBe(description);
    });
  }

  const marked: readonly (readonly [mode: string, source: string, text: string, entities: object[]])[] = [
    [
      'MarkdownV2',
      '*a _b_*',
      'a b',
      [
        { type: 'italic', offset: 2, length: 1 },
        { type: 'bold', offset: 0, length: 3 },
      ],
    ],
    ['MarkdownV2', '__u__ ||s|| ~x~', 'u s x', [{ type: 'underline' }, { type: 'spoiler' }, { type: 'strikethrough' }]],
    ['MarkdownV2', '```ts\n1 < 2;```', '1 < 2;', [{ type: 'pre', language: 'ts' }]],
    ['MarkdownV2', '`a.b` [l](http://x/a)', 'a.b l', [{ type: 'code' }, { type: 'text_link', url: 'http://x/a' }]],
    ['MarkdownV2', '1\\. \\*no\\*', '1. *no*', []],
    ['HTML', '<b>a &lt; b</b> <a href="http://x">l</a> &#65;', 'a < b l A', [{ type: 'bold' }, { type: 'text_link', url: 'http://x' }]],
    ['Markdown', '*a* b.c', 'a b.c', [{ type: 'bold', offset: 0, length: 1 }]],
    ['HTML', ' <b> x</b> ', 'x', [{ type: 'bold', offset: 0, length: 1 }]],
  ];
  for (const [mode, source, text, entities] of marked) {
    it(`reads ${mode}: ${source.replaceAll('\n', '↵')}`, async () => {
      const { emulator, call } = await start();
      await call('sendMessage', { chat_id: 7, text: source, parse_mode: mode });
      expect(emulator.messages(7)).toMatchObject([{ text, entities }]);
    });
  }

  it('counts what is left after the markup', async () => {
    const { call } = await start();
    expect((await call('sendMessage', { chat_id: 7, text: `<b>${'x'.repeat(4_096)}</b>`, parse_mode: 'HTML' })).ok).toBe(true);
  });

  it('honours a hundred entities', async () => {
    const { emulator, call } = await start();
    await call('sendMessage', { chat_id: 7, text: '<b>x</b> '.repeat(101), parse_mode: 'HTML' });
    expect(emulator.messages(7)[0]?.entities).toHaveLength(100);
  });

  it('tells what was said to the bot, at once or when it happens, until it is confirmed', async () => {
    const { clock, emulator, call } = await start();
    emulator.say(7, 'one');
    expect(await call('getUpdates', { timeout: 30 })).toMatchObject({
      result: [{ update_id: 1, message: { text: 'one', from: { is_bot: false } } }],
    });
    const waiting = call('getUpdates', { offset: 2, timeout: 30 });
    await expect.poll(() => clock.pending).toBe(1);
    emulator.say(7, 'two');
    expect(await waiting).toMatchObject({ result: [{ update_id: 2, message: { text: 'two' } }] });
    const inVain = call('getUpdates', { offset: 3, timeout: 30 });
    await expect.poll(() => clock.pending).toBe(1);
    clock.advance(30_000);
    expect(await inVain).toMatchObject({ result: [] });
  });
});
