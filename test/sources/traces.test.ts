// Recorded model streams, kept beside the project where somebody has them. Without them the fixtures stand alone.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Format, fromChunks } from '../../src/sources/index.js';
import { cuts, runOf, trickle } from './streams.js';

const folder = new URL('../../../shared/traces/', import.meta.url);
const present = existsSync(folder);

/** As much of an event of any provider as the readers below look at. */
interface Recorded {
  choices: { delta: { content?: string | null } }[];
  response: { output: { content?: { text: string }[] }[] };
  delta?: { type: string; text: string };
  candidates: { content: { parts: { text: string }[] } }[];
}

/** The text that a provider means, read from the whole recording at once. */
const readers: Readonly<Record<Format, (events: Recorded[]) => string[]>> = {
  'openai-chat': (events) => events.map((event) => event.choices[0]?.delta.content ?? ''),
  'openai-responses': (events) => (events.at(-1)?.response.output ?? []).flatMap((item) => (item.content ?? []).map((part) => part.text)),
  anthropic: (events) => events.flatMap(({ delta }) => (delta?.type === 'text_delta' ? delta.text : [])),
  gemini: (events) => events.flatMap((event) => (event.candidates[0]?.content.parts ?? []).map((part) => part.text)),
};

const recordings: { file: string; format: Format; segments: number; length: number }[] = [
  { file: 'openai-text', format: 'openai-chat', segments: 1, length: 1724 },
  { file: 'openai-code-interpreter-tool.1', format: 'openai-responses', segments: 1, length: 596 },
  { file: 'anthropic-text', format: 'anthropic', segments: 1, length: 108 },
  { file: 'anthropic-web-search-tool.1', format: 'anthropic', segments: 1, length: 2402 },
  { file: 'anthropic-programmatic-tool-calling.1', format: 'anthropic', segments: 2, length: 833 },
  { file: 'google-text', format: 'gemini', segments: 1, length: 55 },
  { file: 'mistral-text', format: 'openai-chat', segments: 1, length: 38 },
  { file: 'groq-text', format: 'openai-chat', segments: 1, length: 3189 },
  { file: 'deepseek-reasoning', format: 'openai-chat', segments: 1, length: 42 },
  { file: 'alibaba-reasoning', format: 'openai-chat', segments: 1, length: 816 },
  { file: 'xai-tool-call', format: 'openai-chat', segments: 1, length: 0 },
];

describe.skipIf(!present)(`recorded streams${present ? '' : ': SKIPPED, there is no ../shared/traces beside the project'}`, () => {
  describe.each(recordings)('$file', ({ file, format, segments, length }) => {
    const read = () => readFile(new URL(`${file}.chunks.txt`, folder));

    it.each(Object.entries(cuts))('gives the text its provider meant, cut %s', async (_, cut) => {
      const bytes = await read();
      const events: Recorded[] = bytes
        .toString()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      const meant = readers[format](events).join('');
      const run = await runOf(fromChunks(trickle(cut(bytes))));
      expect(run.end).toBe('finish');
      expect(run.segments.join('')).toBe(meant);
      expect(meant).toHaveLength(length);
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
