// The simulated platform behind `fetch`, as Telegram's and Slack's own servers would answer.

import type { Answer, Platform } from '../platform.js';

type Body = Record<string, unknown>;

const json = (status: number, body: Body, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

const readBody = (init: RequestInit | undefined): Body => {
  const text = String(init?.body ?? '');
  return text.startsWith('{') ? (JSON.parse(text) as Body) : Object.fromEntries(new URLSearchParams(text));
};

/** Bot API: sends, edits, deletions and drafts. A draft is a message that the next real one takes the place of. */
export function telegramFetch(platform: Platform): typeof fetch {
  return async (input, init) => {
    const method = String(input instanceof Request ? input.url : input)
      .split('/')
      .at(-1)
      ?.split('?')[0];
    const body = readBody(init);
    const text = String(body.text ?? (body.rich_message as Body | undefined)?.markdown ?? '');
    switch (method) {
      case 'sendMessage':
      case 'sendRichMessage':
        return telegramAnswer(await platform.send(text), text);
      case 'editMessageText':
        return telegramAnswer(await platform.edit(Number(body.message_id), text), text);
      case 'deleteMessage':
        return telegramAnswer(await platform.delete(Number(body.message_id)), true);
      case 'sendMessageDraft':
        return telegramAnswer(await platform.draft(text), true);
      default:
        return json(200, { ok: true, result: true });
    }
  };
}

function telegramAnswer(answer: Answer, shown: string | true): Response {
  if (answer.ok) {
    const message = {
      message_id: answer.id,
      date: 0,
      chat: { id: 7, type: 'private' },
      from: { id: 9, is_bot: true, first_name: 'b' },
      text: shown,
    };
    return json(200, { ok: true, result: shown === true ? true : message });
  }
  if (answer.why === 'limited') {
    const seconds = Math.ceil(answer.retryAfterMs / 1_000);
    return json(429, {
      ok: false,
      error_code: 429,
      description: `Too Many Requests: retry after ${seconds}`,
      parameters: { retry_after: seconds },
    });
  }
  const description = answer.why === 'tooLong' ? 'Bad Request: message is too long' : 'Bad Request: message to edit not found';
  return json(400, { ok: false, error_code: 400, description });
}

/** Web API: the three methods of a native stream. What is appended stays. */
export function slackFetch(platform: Platform): typeof fetch {
  let shown = '';
  return async (input, init) => {
    const method = String(input instanceof Request ? input.url : input)
      .split('/')
      .at(-1);
    const body = readBody(init);
    const added = typeof body.markdown_text === 'string' ? body.markdown_text : markdownOf(body.chunks);
    const whole = shown + added;
    const ts = Number(body.ts);
    const answer =
      method === 'chat.startStream' ? await platform.send(whole) : added === '' ? await platform.close() : await platform.edit(ts, whole);
    if (answer.ok) {
      shown = whole;
      return json(200, { ok: true, channel: 'C1', ts: String(answer.id) });
    }
    if (answer.why === 'limited')
      return json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(Math.ceil(answer.retryAfterMs / 1_000)) });
    return json(200, { ok: false, error: answer.why === 'tooLong' ? 'msg_too_long' : 'message_not_found' });
  };
}

function markdownOf(chunks: unknown): string {
  if (typeof chunks !== 'string') return '';
  return (JSON.parse(chunks) as { text?: string }[]).map(({ text = '' }) => text).join('');
}
