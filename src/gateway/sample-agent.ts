import { type Clock, systemClock } from '../clock.js';
import type { SourcePart } from '../sources/source.js';
import type { Agent, AgentRequest } from './agent.js';
import { type Sample, samples } from './samples.js';

export interface SampleAgentOptions {
  clock?: Clock | undefined;
  /** Pieces of about four characters in a second. Default 55, the pace of a mid-sized model. */
  tokensPerSecond?: number | undefined;
}

/** The agent that is there when no model is: it streams texts that come with tokentape, and every one says so. */
export function sampleAgent({ clock = systemClock, tokensPerSecond = 55 }: SampleAgentOptions = {}): Agent {
  async function* answer({ turns, signal }: AgentRequest): AsyncGenerator<SourcePart> {
    const question = turns.at(-1)?.content ?? '';
    const answered = turns.filter(({ role }) => role === 'user').length - 1;
    for (const part of chooseSample(question, answered).parts) {
      if (part === 'tool call') {
        yield { type: 'boundary' };
        await rest(clock, 900, signal);
        continue;
      }
      for (const [index, token] of tokensOf(part).entries()) {
        await rest(clock, thinkingMs(token, index) / tokensPerSecond, signal);
        if (signal.aborted) return;
        yield { type: 'text', text: token };
      }
    }
    yield { type: 'finish' };
  }

  return { card: { name: 'sample agent', sample: true, suggestions: samples.map(({ suggestion }) => suggestion) }, answer };
}

/** The first sample that the question asks for, else one after the other. */
function chooseSample(question: string, answered: number): Sample {
  const asked = samples.find(({ when }) => when.test(question));
  const next = samples[answered % samples.length] ?? samples[0];
  return asked ?? next;
}

/** Pieces as a tokenizer might cut them: a few letters each, white space at the front. */
function tokensOf(text: string): string[] {
  return text.match(/\s*[^\s]{1,5}|\s+$/g) ?? [];
}

/** Thousandths of a token's time: uneven as a model is, and longer where a sentence ends; the same for the same text. */
function thinkingMs(token: string, index: number): number {
  const unevenness = 500 + ((index * 7919) % 1000);
  return /[.!?:]$/.test(token) ? unevenness + 4000 : unevenness;
}

function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = clock.setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clock.clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
