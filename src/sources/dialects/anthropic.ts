import { type JsonObject, objectIn, textIn } from '../json.js';
import type { Said } from './dialect.js';

/** Anthropic messages. Thinking is not text. A block of a tool, called or answering, is a boundary; text blocks, which citations
 *  split, are joined as they are. https://docs.claude.com/en/docs/build-with-claude/streaming */
export function* anthropic(event: JsonObject): Iterable<Said> {
  switch (event.type) {
    case 'message_start':
      yield { type: 'boundary' };
      break;
    case 'content_block_start':
      yield block(objectIn(event.content_block));
      break;
    case 'content_block_delta': {
      const delta = objectIn(event.delta);
      yield delta.type === 'text_delta' ? { type: 'text', text: textIn(delta.text) } : { type: 'hidden' };
      break;
    }
    case 'message_stop':
      yield { type: 'finish' };
  }
}

function block({ type, text }: JsonObject): Said {
  if (type === 'text') return { type: 'text', text: textIn(text) };
  // tool_use, server_tool_use, mcp_tool_use, web_search_tool_result, code_execution_tool_result …
  return /(^|_)tool_(use|result)$/.test(textIn(type)) ? { type: 'boundary' } : { type: 'hidden' };
}
