// Recorded model streams, kept beside the project where somebody has them. Without them the fixtures stand alone.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Format, fromChunks } from '../../src/sources/index.js';
import { cuts, runOf, trickle } from './streams.js';

const folder = new URL('../../../shared/traces/', import.meta.url);
const present = existsSync(folder);

// biome-ignore lint/suspicious/noExplicitAny: the readers below are independent of ours, and short because they trust the recording
type Trusted = any;

/** The text that a provider means, read from the whole recording at once. */
const readers: Readonly<Record<Format, (events: Trusted[]) => string[]>> = {
  'openai-chat': (events) => events.map((event) => event.choices[0]?.delta.content ?? ''),
  'openai-responses': (events) =>
    events.at(-1).response.output.flatMap((item: Trusted) => (item.content ?? []).map((part: Trusted) => part.text)),
  anthropic: (events) => events.flatMap((event) => (event.delta?.type === 'text_delta' ? event.delta.text : [])),
  gemini: (events) => events.flatMap((event) => event.candidates[0].content.parts.map((part: Trusted) => part.text)),
};

const recordings: { file: string; format: Format; segments: number; starts: string }[] = [
  { file: 'openai-text', format: 'openai-chat', segments: 1, starts: '**Holiday' },
  { file: 'openai-code-interpreter-tool.1', format: 'openai-responses', segments: 1, starts: '' },
  { file: 'anthropic-text', format: 'anthropic', segments: 1, starts: "Hello! I'm doing well" },
  { file: 'anthropic-web-search-tool.1', format: 'anthropic', segments: 1, starts: '' },
  { file: 'anthropic-programmatic-tool-calling.1', format: 'anthropic', segments: 2, starts: '' },
  { file: 'google-text', format: 'gemini', segments: 1, starts: 'There are **3** "r"s' },
  { file: 'mistral-text', format: 'openai-chat', segments: 1, starts: 'Hello, world! This' },
  { file: 'groq-text', format: 'openai-chat', segments: 1, starts: 'Introducing "' },
  { file: 'deepseek-reasoning', format: 'openai-chat', segments: 1, starts: '' },
  { file: 'alibaba-reasoning', format: 'openai-chat', segments: 1, starts: '' },
  { file: 'xai-tool-call', format: 'openai-chat', segments: 1, starts: '' },
];

describe.skipIf(!present)(`recorded streams${present ? '' : ': SKIPPED, there is no ../shared/traces beside the project'}`, () => {
  describe.each(recordings)('$file', ({ file, format, segments, starts }) => {
    const read = () => readFile(new URL(`${file}.chunks.txt`, folder));

    it.each(Object.entries(cuts))('gives the text its provider meant, cut %s', async (_, cut) => {
      const bytes = await read();
      const events = bytes
        .toString()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      const meant = readers[format](events).join('');
      const run = await runOf(fromChunks(trickle(cut(bytes))));
      expect(run.end).toBe('finish');
      expect(run.segments.join('')).toBe(meant);
      expect(meant.startsWith(starts)).toBe(true);
      expect(run.segments).toHaveLength(segments);
    });

    it('gives the same as server-sent events', async () => {
      const bytes = await read();
      const asSse = bytes
        .toString()
        .split('\n')
        .filter(Boolean)
        .map((line) => `data: ${line}\n\n`);
      expect(await runOf(fromChunks(asSse))).toEqual(await runOf(fromChunks(bytes, { format, encoding: 'jsonl' })));
    });
  });
});
