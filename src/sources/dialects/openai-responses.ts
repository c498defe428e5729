import { type JsonObject, objectIn, textIn } from '../json.js';
import { reported } from '../source-error.js';
import type { Said } from './dialect.js';

/** OpenAI responses. Refusals are text. A tool's item and a further message are boundaries. `incomplete` (the token limit, the
 *  content filter) is an end like `completed`. https://platform.openai.com/docs/api-reference/responses-streaming */
export function* openaiResponses(event: JsonObject): Iterable<Said> {
  switch (event.type) {
    case 'response.created':
      yield { type: 'boundary' };
      break;
    case 'response.output_item.added':
      yield /^message$|_call$/.test(textIn(objectIn(event.item).type)) ? { type: 'boundary' } : { type: 'hidden' };
      break;
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      yield { type: 'text', text: textIn(event.delta) };
      break;
    case 'response.completed':
    case 'response.incomplete':
      yield { type: 'finish' };
      break;
    case 'response.failed':
      yield { type: 'failure', error: reported(objectIn(event.response).error) };
  }
}
