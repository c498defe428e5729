import { describe, expect, it } from 'vitest';
import { type ChunkOptions, fromChunks } from '../../src/sources/index.js';
import { cuts, fixture, partsOf, runOf, trickle } from './streams.js';

const twoSegments = ['Grüß Gott 👋🏽', 'It is noon.'];
const expected: Record<string, string[]> = {
  'openai-chat.sse.txt': twoSegments,
  'openai-chat-mistral.jsonl.txt': ['Grüß Gott 👋🏽!'],
  'openai-responses.sse.txt': twoSegments,
  'anthropic.sse.txt': twoSegments,
  'gemini.jsonl.txt': twoSegments,
  'gemini-array.json.txt': ['Grüß Gott 👋🏽 {"}['],
};

const chat = (content: string, finish: string | null = null) =>
  JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });
const finished = chat('', 'stop');
const error = (run: { end: unknown }) => ({ ...Object(run.end), message: Object(run.end).message });

describe('fromChunks', () => {
  describe.each(Object.entries(expected))('reads %s', (name, segments) => {
    it.each(Object.entries(cuts))('%s', async (_, cut) => {
      expect(await runOf(fromChunks(trickle(cut(await fixture(name)))))).toEqual({ segments, end: 'finish' });
    });

    it('with CRLF, or with CR, for line ends', async () => {
      const text = (await fixture(name)).toString();
      for (const end of ['\r\n', '\r']) {
        expect(await runOf(fromChunks([...text.replaceAll('\n', end)]))).toEqual({ segments, end: 'finish' });
      }
    });

    it('after a byte order mark, and without the last line end', async () => {
      const text = `\uFEFF${(await fixture(name)).toString().trimEnd()}`;
      expect(await runOf(fromChunks(trickle([text])))).toEqual({ segments, end: 'finish' });
      expect(await runOf(fromChunks(Buffer.from(text)))).toEqual({ segments, end: 'finish' });
    });
  });

  it('has broken off where a later turn is cut, even while that turn only reasons', async () => {
    const whole = await fixture('openai-chat.sse.txt');
    const lines = whole.toString().split('\n\n');
    const upTo = (mark: string) =>
      lines
        .slice(
          0,
          lines.findIndex((line) => line.includes(mark)),
        )
        .join('\n\n');
    const run = await runOf(fromChunks([upTo('It is noon')]));
    expect(run).toMatchObject({ segments: ['Grüß Gott 👋🏽', ''], end: { code: 'source-ended-early' } });
  });

  it('ends where a turn ends and nothing follows, with the boundary of its tool call', async () => {
    const [first = ''] = (await fixture('openai-chat.sse.txt')).toString().split('data: {"id":"c2"');
    expect(await runOf(fromChunks([first]))).toEqual({ segments: ['Grüß Gott 👋🏽', ''], end: 'finish' });
  });

  it('takes [DONE] for an end where no finish_reason came', async () => {
    expect(await partsOf(fromChunks([`data: ${chat('Hi')}\n\n`, 'data: [DONE]\n\n']))).toEqual([
      { type: 'text', text: 'Hi' },
      { type: 'finish' },
    ]);
  });

  it('does not take [DONE] for an answer where nothing before it was understood', async () => {
    const unknown = 'data: {"type":"text-delta","delta":"Hi"}\n\ndata: [DONE]\n\n'.replace('text-delta', 'sort-of-text');
    expect(await runOf(fromChunks([unknown]))).toMatchObject({ end: { code: 'source-unknown-format' } });
    const dead = 'data: {"object":"error","message":"the engine is dead"}\n\ndata: [DONE]\n\n';
    expect(await runOf(fromChunks([dead]))).toMatchObject({ end: { code: 'source-failed' } });
    expect(await runOf(fromChunks(['data: [DONE]\n\n']))).toEqual({ segments: [''], end: 'finish' });
  });

  it('loses nothing to a line that breaks off after the answer was complete', async () => {
    const whole = `data: ${chat('Hi', 'stop')}\n\n`;
    expect(await runOf(fromChunks([`${whole}data: {"choices":[],"usa`]))).toEqual({ segments: ['Hi'], end: 'finish' });
  });

  it.each(['length', 'content_filter', 'tool_calls'])('counts finish_reason %s as an end', async (reason) => {
    expect(await runOf(fromChunks([chat('Hi', reason)]))).toEqual({ segments: ['Hi'], end: 'finish' });
  });

  it('reads an answer that was not streamed', async () => {
    const answer = { object: 'chat.completion', choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] };
    expect(await runOf(fromChunks([JSON.stringify(answer, null, 2)]))).toEqual({ segments: ['Hi'], end: 'finish' });
  });

  it('reads a fetch body', async () => {
    const body = new Response(await fixture('anthropic.sse.txt')).body;
    expect(await runOf(fromChunks(body ?? []))).toEqual({ segments: twoSegments, end: 'finish' });
  });

  it('takes a finished answer for finished even if the connection then breaks', async () => {
    async function* breaking() {
      yield `${chat('Hi', 'stop')}\n`;
      throw new Error('ECONNRESET');
    }
    expect(await runOf(fromChunks(breaking()))).toEqual({ segments: ['Hi'], end: 'finish' });
  });

  it('hands on what the input throws before the end', async () => {
    const broken = new Error('ECONNRESET');
    async function* breaking() {
      yield `${chat('Hi')}\n`;
      throw broken;
    }
    expect(await runOf(fromChunks(breaking()))).toEqual({ segments: ['Hi'], end: broken });
  });

  it('ignores events that it does not know, also before it knows the format', async () => {
    const lines = ['{"hello":1}', chat('Hi'), '{"type":"heartbeat"}', '{"choices":7}', '{"choices":[7,{"delta":[]}]}', finished];
    expect(await runOf(fromChunks(trickle([lines.join('\n')])))).toEqual({ segments: ['Hi'], end: 'finish' });
  });

  it.each<[string, string, ChunkOptions]>([
    ['line 3 is not JSON', `${chat('Hi')}\n\n{"choices":[{"del\n${finished}`, {}],
    ['line 2 is not JSON', `${chat('Hi')}\n{"choices":[{"del`, {}],
    ['line 2 is JSON, but not an object', `${chat('Hi')}\n42`, {}],
    ['line 4 is not JSON', `: hi\ndata: ${chat('Hi')}\n\ndata: {"cho\n\n`, {}],
    ['line 2 is not JSON', `[${chat('Hi')},\nand so on]`, {}],
    ['line 2 starts a JSON object that has no end', `[${chat('Hi')},\n{"choices":\n[{`, {}],
    ['line 2 is not JSON', `[${chat('Hi')}\n}`, {}],
  ])('says that %s, and keeps the text before', async (message, text, options) => {
    for (const cut of Object.values(cuts)) {
      const run = await runOf(fromChunks(trickle(cut(Buffer.from(text))), options));
      expect(run.segments).toEqual(['Hi']);
      expect(error(run)).toMatchObject({ name: 'SourceError', code: 'source-malformed', message });
    }
  });

  it('does not take a page of HTML for an answer', async () => {
    const run = await runOf(fromChunks(['<html>\n502 Bad Gateway\n</html>']));
    expect(error(run)).toMatchObject({ code: 'source-malformed', message: 'line 1 is not JSON' });
  });

  it.each([
    ['an error body', '{\n  "error": { "message": "Bad key", "type": "auth", "code": null }\n}', 'Bad key (auth)'],
    ['an error in an array', '[{ "error": { "code": 429, "message": "Quota", "status": "RESOURCE_EXHAUSTED" } }]', 'Quota (429)'],
    [
      'a typed error event',
      'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Busy"}}',
      'Busy (overloaded_error)',
    ],
    ['a flat error event', '{"type":"error","code":"server_error","message":"Oops","param":null}', 'Oops (error)'],
    ['an error that is text', '{"error":"model not found"}', 'model not found'],
    ['an error that says nothing', '{"error":{}}', 'it did not say which'],
    [
      'a failed response',
      '{"type":"response.failed","response":{"error":{"code":"server_error","message":"Oops"}}}',
      'Oops (server_error)',
    ],
    ['a blocked prompt', '{"promptFeedback":{"blockReason":"SAFETY"}}', 'the prompt was blocked: SAFETY'],
    ['a finish_reason of error', chat('', 'error'), 'it did not say which'],
  ])('fails on %s', async (_, text, words) => {
    const run = await runOf(fromChunks([text]));
    expect(error(run)).toMatchObject({ code: 'source-failed', message: `the provider reported an error: ${words}` });
  });

  it('fails on an error in the middle, and reads no further', async () => {
    const lines = [chat('Hi'), '{"error":{"message":"Busy"},"choices":[{"delta":{"content":"no"}}]}', finished];
    const run = await runOf(fromChunks([lines.join('\n')]));
    expect(run).toMatchObject({ segments: ['Hi'], end: { code: 'source-failed' } });
  });

  it('counts an incomplete response as ended', async () => {
    const lines = [
      '{"type":"response.output_text.delta","delta":"Hi"}',
      '{"type":"response.incomplete","response":{"incomplete_details":{"reason":"max_output_tokens"}}}',
    ];
    expect(await runOf(fromChunks([lines.join('\n')]))).toEqual({ segments: ['Hi'], end: 'finish' });
  });

  it('keeps one text in one segment where Gemini ends every chunk with STOP', async () => {
    const chunk = (text: string) => JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP' }] });
    expect(await runOf(fromChunks([`${chunk('Hel')}\n${chunk('lo')}`]))).toEqual({ segments: ['Hello'], end: 'finish' });
  });

  it.each([
    [
      'Anthropic messages',
      '{"type":"message_start"}',
      '{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}}',
      '{"type":"message_stop"}',
    ],
    [
      'OpenAI message items',
      '{"type":"response.output_item.added","item":{"type":"message"}}',
      '{"type":"response.output_text.delta","delta":"Hi"}',
      '{"type":"response.completed"}',
    ],
  ])('puts %s that follow each other into segments of their own', async (_, start, text, end) => {
    expect(await runOf(fromChunks([[start, text, start, text, end].join('\n')]))).toEqual({ segments: ['Hi', 'Hi'], end: 'finish' });
  });

  it('reads one of several Gemini candidates', async () => {
    const candidates = [1, 0].map((index) => ({ index, content: { parts: [{ text: `answer ${index}` }] }, finishReason: 'STOP' }));
    expect(await runOf(fromChunks([JSON.stringify({ candidates })]))).toEqual({ segments: ['answer 0'], end: 'finish' });
  });

  it.each<[string, string, string, ChunkOptions]>([
    ['an empty input', '', 'source-unknown-format', {}],
    ['an empty input of a known format', '', 'source-ended-early', { format: 'gemini' }],
    ['an input of no known format', '{"text":"Hi"}\n', 'source-unknown-format', {}],
    ['another format than it was told', finished, 'source-ended-early', { format: 'anthropic' }],
  ])('fails on %s', async (_, text, code, options) => {
    expect(await runOf(fromChunks([text], options))).toMatchObject({ segments: [''], end: { code } });
  });

  it.each([
    ['a line', `${chat('Hi')}\n${chat('x'.repeat(200))}\n${finished}`, 'line 2 is longer than 200 characters'],
    ['a server-sent event', `data: ${chat('Hi')}\n\n${'data: x\n'.repeat(200)}\n`, 'the event of line 3 is longer than 200 characters'],
    ['an object over many lines', `[${chat('Hi')},\n{\n${'"x":\n'.repeat(200)}`, 'the event of line 2 is longer than 200 characters'],
  ])('refuses %s without end', async (_, text, message) => {
    for (const cut of Object.values(cuts)) {
      const run = await runOf(fromChunks(trickle(cut(Buffer.from(text))), { maxEventLength: 200 }));
      expect(run.segments).toEqual(['Hi']);
      expect(error(run)).toMatchObject({ code: 'source-too-long', message });
    }
  });

  it('holds at most 16 Mi characters of a line by default', async () => {
    let read = 0;
    async function* endless() {
      for (;;) {
        read += 1;
        yield 'x'.repeat(1024 * 1024);
      }
    }
    expect(await runOf(fromChunks(endless()))).toMatchObject({ end: { code: 'source-too-long' } });
    expect(read).toBe(17);
  });

  it.each([
    ['format', { format: 'openai' }],
    ['encoding', { encoding: 'xml' }],
    ['maxEventLength', { maxEventLength: Number.NaN }],
  ])('refuses an unknown %s at once', (_, options) => {
    expect(() => fromChunks([], options as ChunkOptions)).toThrow(expect.objectContaining({ code: 'source-misused' }));
  });
});
