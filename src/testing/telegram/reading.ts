import { countCodePoints } from '../../text/code-points.js';
import type { IncomingCall } from '../emulator.js';
import { Refusal } from './answers.js';
import { MarkupError, parseMarkup, type TelegramEntity, trimMarked } from './markup.js';

const maxCodePoints = 4_096;
const maxBodyBytes = 32_768;
/** More are silently ignored (python-telegram-bot, constants). */
const maxEntities = 100;

/** The fields of a call that are looked at; a client may send numbers as strings. */
export interface Body {
  chat_id?: number | string;
  message_id?: number | string;
  message_thread_id?: number;
  draft_id?: number;
  text?: string;
  parse_mode?: string;
  entities?: TelegramEntity[];
  link_preview_options?: { is_disabled?: boolean };
  offset?: number;
  timeout?: number;
  reply_parameters?: { message_id?: number; allow_sending_without_reply?: boolean };
}

export function fields({ body, query }: IncomingCall): Body {
  return { ...Object.fromEntries(query), ...(typeof body === 'object' ? body : {}) };
}

/** The text without its markup. Throws a `Refusal` in the order of the server's own checks. */
export function readText({ text = '', parse_mode, entities = [] }: Body, { mayBeEmpty = false } = {}) {
  if (Buffer.byteLength(text) > maxBodyBytes) throw new Refusal('Bad Request: text is too long');
  const marked = trimMarked(parse_mode === undefined ? { text, entities } : parse(text, parse_mode));
  if (marked.text === '' && !mayBeEmpty) throw new Refusal('Bad Request: message text is empty');
  if (countCodePoints(marked.text) > maxCodePoints) throw new Refusal('Bad Request: message is too long');
  return { ...marked, entities: marked.entities.slice(0, maxEntities) };
}

function parse(text: string, parseMode: string) {
  try {
    const marked = parseMarkup(text, parseMode);
    if (marked === undefined) throw new Refusal('Bad Request: unsupported parse_mode');
    return marked;
  } catch (error) {
    if (error instanceof MarkupError) throw new Refusal(`Bad Request: can't parse entities: ${error.message}`);
    throw error;
  }
}
