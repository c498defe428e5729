import { fromChunks } from '../sources/index.js';
import type { SourcePart } from '../sources/source.js';
import { wordsOf } from '../words-of.js';
import type { Agent, AgentRequest } from './agent.js';

export interface OpenAiOptions {
  /** Up to and without `/chat/completions`. Default `https://api.openai.com/v1`. */
  baseUrl?: string | undefined;
  /** Sent as a bearer token. Many local servers want none. */
  apiKey?: string | undefined;
  /** Default `gpt-4o-mini`. */
  model?: string | undefined;
}

/** Any endpoint that speaks OpenAI's chat completions. Whatever goes wrong ends its source with a failure whose message a person can
 *  act on; the key is in none of them. */
export function openAiAgent({ baseUrl = 'https://api.openai.com/v1', apiKey, model = 'gpt-4o-mini' }: OpenAiOptions): Agent {
  const url = `${baseUrl.replace(/\/+$/, '')}/chat/completions`;
  const redact = (text: string) => (apiKey ? text.replaceAll(apiKey, '***') : text);

  async function* answer({ turns, signal }: AgentRequest): AsyncGenerator<SourcePart> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          ...(apiKey && { authorization: `Bearer ${apiKey}` }),
        },
        body: JSON.stringify({ model, messages: turns, stream: true }),
        signal,
      });
      if (!response.ok) throw new Error(await complaintOf(response));
      if (response.body === null) throw new Error('The answer has no body.');
      yield* fromChunks(response.body);
    } catch (error) {
      yield { type: 'failure', error: new Error(redact(`${url}: ${reasonOf(error)}`), { cause: error }) };
    }
  }

  return { card: { name: model, sample: false, suggestions: [] }, answer };
}

/** `401 Incorrect API key provided`: the status and what the endpoint says about it, in one short line. */
async function complaintOf(response: Response): Promise<string> {
  const body = (await response.text().catch(() => '')).slice(0, 10_000);
  const words = messageIn(body) ?? (body.trimStart().startsWith('<') ? '' : body);
  const line = words.replace(/\s+/g, ' ').trim().slice(0, 300);
  return `${response.status} ${line === '' ? response.statusText : line}`.trim();
}

function messageIn(body: string): string | undefined {
  try {
    const { error, message } = JSON.parse(body) as { error?: { message?: unknown } | string; message?: unknown };
    const words = typeof error === 'object' ? error?.message : (error ?? message);
    return typeof words === 'string' ? words : undefined;
  } catch {
    return undefined;
  }
}

/** `fetch` hides why it failed ("fetch failed") in a chain of causes; the innermost says it best. */
function reasonOf(error: unknown): string {
  let reason = error;
  while (reason instanceof Error && reason.cause instanceof Error) reason = reason.cause;
  if (reason instanceof AggregateError && reason.message === '') return String(reason.errors[0]?.message ?? 'could not connect');
  return wordsOf(reason);
}
