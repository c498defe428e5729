import { type JsonObject, textIn } from '../json.js';
import { anthropic } from './anthropic.js';
import type { Dialect } from './dialect.js';
import { gemini } from './gemini.js';
import { openaiChat } from './openai-chat.js';
import { openaiResponses } from './openai-responses.js';

/** A provider's way to write down a run. */
export type Format = 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini';

export const dialects: Readonly<Record<Format, Dialect>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  anthropic,
  gemini,
};

/** The format that this event belongs to; `undefined` if it could be any. */
export function formatOf(event: JsonObject): Format | undefined {
  if (Array.isArray(event.choices)) return 'openai-chat';
  if (Array.isArray(event.candidates) || event.promptFeedback !== undefined) return 'gemini';
  if (textIn(event.type).startsWith('response.')) return 'openai-responses';
  if (/^(message|content_block)_/.test(textIn(event.type))) return 'anthropic';
}
