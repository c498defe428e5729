import { isObject, type JsonObject, objectIn, objectsIn, textIn } from '../json.js';
import { reported } from '../source-error.js';
import type { Said } from './dialect.js';

/** OpenAI chat completions and what is compatible with them (Groq, DeepSeek, Mistral, Qwen, xAI, OpenRouter, vLLM, Ollama …).
 *  Only the first choice is read. Refusals are text; `reasoning_content` and `reasoning` are not.
 *  https://platform.openai.com/docs/api-reference/chat-streaming */
export function* openaiChat(event: JsonObject): Iterable<Said> {
  for (const choice of objectsIn(event.choices)) {
    if ((choice.index ?? 0) !== 0) continue;
    // A server that does not stream answers with one `message`.
    const delta = objectIn(choice.delta ?? choice.message);
    if (textIn(delta.reasoning_content) || textIn(delta.reasoning)) yield { type: 'hidden' };
    yield* content(delta.content);
    yield { type: 'text', text: textIn(delta.refusal) };
    if (objectsIn(delta.tool_calls).length > 0 || isObject(delta.function_call)) yield { type: 'boundary' };
    if (choice.finish_reason === 'error') yield { type: 'failure', error: reported(undefined) };
    else if (textIn(choice.finish_reason)) yield { type: 'finish' };
  }
}

/** Text, or Mistral's list of text and thinking. */
function* content(value: unknown): Iterable<Said> {
  yield { type: 'text', text: textIn(value) };
  for (const chunk of objectsIn(value)) {
    if (chunk.type === 'text') yield { type: 'text', text: textIn(chunk.text) };
    else yield { type: 'hidden' };
  }
}
