import { type JsonObject, objectIn, objectsIn, textIn } from '../json.js';
import { reported } from '../source-error.js';
import type { Said } from './dialect.js';

/** Gemini's `streamGenerateContent`. Only the first candidate is read, and of it no thoughts. A function call, and code that the
 *  model runs, is a boundary; every `finishReason` is an end, a blocked prompt is a failure.
 *  https://ai.google.dev/api/generate-content */
export function* gemini(event: JsonObject): Iterable<Said> {
  const { blockReason } = objectIn(event.promptFeedback);
  if (textIn(blockReason)) yield { type: 'failure', error: reported(`the prompt was blocked: ${blockReason}`) };

  for (const candidate of objectsIn(event.candidates)) {
    if ((candidate.index ?? 0) !== 0) continue;
    for (const part of objectsIn(objectIn(candidate.content).parts)) {
      if (part.thought === true) yield { type: 'hidden' };
      else if (part.functionCall ?? part.executableCode ?? part.codeExecutionResult) yield { type: 'boundary' };
      else yield { type: 'text', text: textIn(part.text) };
    }
    if (textIn(candidate.finishReason)) yield { type: 'finish' };
  }
}
