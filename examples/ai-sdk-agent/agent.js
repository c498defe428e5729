import { stepCountIs, streamText, tool } from 'ai';
import { createStreamConsumer } from 'tokentape';
import { feed, fromAiSdk } from 'tokentape/sources';
import { z } from 'zod';

const tides = tool({
  description: 'The next high water at a place.',
  inputSchema: z.object({ place: z.string() }),
  execute: async ({ place }) => ({ place, highWater: '14:05' }),
});

/** Asks the model and streams what it says to one chat. What it says before a tool call is a message of its own.
 *
 *  @param {string} question
 *  @param {{ model: import('ai').LanguageModel, adapter: import('tokentape').Adapter, chatId: string, signal?: AbortSignal }} options */
export async function ask(question, { model, adapter, chatId, signal }) {
  const consumer = createStreamConsumer({ adapter, chatId, signal });
  const run = streamText({ model, prompt: question, tools: { tides }, stopWhen: stepCountIs(5), abortSignal: signal });
  return feed(fromAiSdk(run.fullStream), consumer, { signal });
}
