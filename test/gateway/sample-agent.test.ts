import { describe, expect, it } from 'vitest';
import { sampleAgent } from '../../src/gateway/sample-agent.js';
import { samples } from '../../src/gateway/samples.js';
import type { SourcePart } from '../../src/sources/source.js';
import { VirtualClock } from '../../src/virtual-clock.js';

async function answer(question: string, earlier = 0, abort = new AbortController()) {
  const clock = new VirtualClock();
  const started = clock.now();
  const turns = [...Array.from({ length: earlier }, () => 'x'), question].map((content) => ({ role: 'user' as const, content }));
  const parts: SourcePart[] = [];
  const reading = (async () => {
    for await (const part of sampleAgent({ clock }).answer({ turns, signal: abort.signal })) parts.push(part);
  })();
  await clock.runUntil(() => false);
  await reading;
  const text = parts.map((part) => (part.type === 'text' ? part.text : part.type === 'boundary' ? '\u0000' : '')).join('');
  return { parts, text, seconds: (clock.now() - started) / 1_000 };
}

describe('the sample agent', () => {
  it.each(samples.map(({ suggestion }) => suggestion))('says in its answer to "%s" that it is no model', async (suggestion) => {
    const { text, parts } = await answer(suggestion);
    expect(text).toMatch(/sample agent/);
    expect(parts.at(-1)).toEqual({ type: 'finish' });
  });

  it.each(samples)('answers "$suggestion" with the sample meant, whole', async ({ suggestion, parts }) => {
    expect((await answer(suggestion)).text).toBe(parts.map((part) => (part === 'tool call' ? '\u0000' : part)).join(''));
  });

  it('has code, a tool call, Markdown, and a text that no single message holds', () => {
    const all = samples.map(({ parts }) => parts);
    expect(all.some((parts) => parts.includes('tool call'))).toBe(true);
    expect(all.flat().some((text) => text.includes('```ts'))).toBe(true);
    expect(all.flat().some((text) => text.includes('| --- |'))).toBe(true);
    expect(Math.max(...all.flat().map((text) => text.length))).toBeGreaterThan(4_096);
  });

  it('keeps a model’s pace', async () => {
    const { text, seconds } = await answer('story');
    const perSecond = text.length / seconds;
    expect(perSecond).toBeGreaterThan(100);
    expect(perSecond).toBeLessThan(400);
  });

  it('goes through its samples when nothing in particular is asked', async () => {
    const first = await answer('…');
    const second = await answer('…', 1);
    expect(second.text).not.toBe(first.text);
  });

  it('ends at once, and without a finish, when it is stopped', async () => {
    const abort = new AbortController();
    abort.abort();
    expect((await answer('story', 0, abort)).parts).toEqual([]);
  });
});
