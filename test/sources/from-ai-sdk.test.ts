import { describe, expect, it } from 'vitest';
import { type AiSdkPart, fromAiSdk } from '../../src/sources/index.js';
import { partsOf, runOf, trickle } from './streams.js';

// Written by hand after the types of ai@4, 5, 6 and 7 (`TextStreamPart`, `UIMessageChunk`).
const runs: Record<string, (AiSdkPart & Record<string, unknown>)[]> = {
  'fullStream of version 5 to 7': [
    { type: 'start' },
    { type: 'start-step', request: {}, warnings: [] },
    { type: 'reasoning-start', id: 'r' },
    { type: 'reasoning-delta', id: 'r', text: 'Hidden.' },
    { type: 'reasoning-end', id: 'r' },
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', text: 'Let me ' },
    { type: 'text-end', id: '1' },
    { type: 'source', id: 's', url: 'https://example.org' },
    { type: 'text-start', id: '2' },
    { type: 'text-delta', id: '2', text: 'look.' },
    { type: 'text-end', id: '2' },
    { type: 'tool-input-start', id: 't', toolName: 'clock' },
    { type: 'tool-input-delta', id: 't', delta: '{}' },
    { type: 'tool-input-end', id: 't' },
    { type: 'tool-call', toolCallId: 't', toolName: 'clock', input: {} },
    { type: 'tool-result', toolCallId: 't', toolName: 'clock', output: 'noon' },
    { type: 'finish-step', finishReason: 'tool-calls' },
    { type: 'start-step', request: {}, warnings: [] },
    { type: 'text-delta', id: '3', text: 'Noon.' },
    { type: 'finish-step', finishReason: 'stop' },
    { type: 'finish', finishReason: 'stop', totalUsage: {} },
  ],
  'UI message stream': [
    { type: 'start', messageId: 'm' },
    { type: 'start-step' },
    { type: 'text-delta', id: '1', delta: 'Let me look.' },
    { type: 'tool-input-available', toolCallId: 't', toolName: 'clock', input: {} },
    { type: 'tool-output-available', toolCallId: 't', output: 'noon' },
    { type: 'finish-step' },
    { type: 'start-step' },
    { type: 'text-delta', id: '2', delta: 'Noon.' },
    { type: 'data-weather', data: { text: 'not text' } },
    { type: 'finish-step' },
    { type: 'finish' },
  ],
  'fullStream of version 4': [
    { type: 'step-start', messageId: 'm' },
    { type: 'reasoning', textDelta: 'Hidden.' },
    { type: 'text-delta', textDelta: 'Let me look.' },
    { type: 'tool-call-streaming-start', toolCallId: 't', toolName: 'clock' },
    { type: 'tool-call', toolCallId: 't', toolName: 'clock', args: {} },
    { type: 'tool-result', toolCallId: 't', result: 'noon' },
    { type: 'step-finish', finishReason: 'tool-calls' },
    { type: 'step-start', messageId: 'm' },
    { type: 'text-delta', textDelta: 'Noon.' },
    { type: 'finish', finishReason: 'stop' },
  ],
};

const text = { type: 'text-delta', id: '1', text: 'Hi' } as AiSdkPart;

describe('fromAiSdk', () => {
  it.each(Object.entries(runs))('reads a %s', async (_, parts) => {
    expect(await runOf(fromAiSdk(trickle(parts)))).toEqual({ segments: ['Let me look.', 'Noon.'], end: 'finish' });
  });

  it('has one boundary for a tool call, however many parts it has', async () => {
    const types = (await partsOf(fromAiSdk(runs['fullStream of version 5 to 7'] ?? []))).map((part) => part.type);
    expect(types).toEqual(['text', 'text', 'boundary', 'text', 'finish']);
  });

  it('does not cut text at a tool result that comes late', async () => {
    const parts = [{ type: 'tool-call' }, text, { type: 'tool-result' }, { type: 'tool-output-available' }, text, { type: 'finish' }];
    expect(await runOf(fromAiSdk(parts))).toEqual({ segments: ['HiHi'], end: 'finish' });
  });

  it.each(['length', 'content-filter', 'tool-calls', undefined])('counts finish for the reason %s as an end', async (finishReason) => {
    expect(await runOf(fromAiSdk([text, { type: 'finish', finishReason } as AiSdkPart]))).toEqual({ segments: ['Hi'], end: 'finish' });
  });

  const broken = new Error('gone');
  it.each([
    ['an error', [{ type: 'error', error: broken }, { type: 'finish' }], 'gone'],
    ['an error that is text', [{ type: 'error', error: 'overloaded' }], 'the provider reported an error: overloaded'],
    ['an error of a UI stream', [{ type: 'error', errorText: 'Oops' }], 'the provider reported an error: Oops'],
    ['a finish for an error', [{ type: 'finish', finishReason: 'error' }], 'the provider reported an error: it did not say which'],
    ['an abort', [{ type: 'abort' }], 'the model run was aborted'],
    ['an abort with a reason', [{ type: 'abort', reason: 'user left' }], 'the model run was aborted: user left'],
    ['a silent end', [{ type: 'finish-step', finishReason: 'stop' }], 'the model run broke off before it was complete'],
  ])('is not complete after %s', async (_, parts, message) => {
    const { segments, end } = await runOf(fromAiSdk([text, ...(parts as AiSdkPart[])]));
    expect(segments).toEqual(['Hi']);
    expect(end).toBeInstanceOf(Error);
    expect(end).toHaveProperty('message', message);
  });

  it('tells an abort from an error', async () => {
    expect(await runOf(fromAiSdk([{ type: 'abort' }]))).toMatchObject({ end: { code: 'source-aborted' } });
  });

  it('ignores what it does not know', async () => {
    const odd = [null, 7, {}, { type: 'raw' }, { type: 'text-delta', text: 7 }] as unknown as AiSdkPart[];
    expect(await partsOf(fromAiSdk([...odd, { type: 'finish' }]))).toEqual([{ type: 'finish' }]);
  });
});
