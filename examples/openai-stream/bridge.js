import { createStreamConsumer } from 'tokentape';
import { feed, fromChunks } from 'tokentape/sources';

/** Streams a chat completion to one chat. Gives what is still to be sent, or `null` if the answer is on screen.
 *
 *  @param {import('openai').OpenAI} openai
 *  @param {{ model: string, question: string, adapter: import('tokentape').Adapter, chatId: string | number, signal?: AbortSignal }} options */
export async function answer(openai, { model, question, adapter, chatId, signal }) {
  const consumer = createStreamConsumer({ adapter, chatId, signal });
  const stream = await openai.chat.completions.create({ model, stream: true, messages: [{ role: 'user', content: question }] }, { signal });
  // Not only the text: whether the answer is complete is told as well, and tool calls part messages.
  const source = fromChunks(stream.toReadableStream(), { format: 'openai-chat', encoding: 'jsonl' });
  const { alreadySent, unshown } = await feed(source, consumer, { signal });
  return alreadySent ? null : unshown;
}
