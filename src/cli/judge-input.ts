import { formatOf } from '../sources/dialects/dialects.js';

export type Verdict = 'chunks' | 'text' | 'unclear';

/** A start longer than this (UTF-16 units) is not waited for any further. */
const longestStart = 64 * 1024;
/** Server-sent events begin with one of these. */
const fields = ['data:', 'event:', 'id:', 'retry:', ':'];

/** Whether an input that begins like this is a provider's chunks or plain text. `whole`: nothing follows.
 *
 *  Plain text has to be shown as it comes, so the verdict falls as early as it can: at the first letter, mostly. A model that was
 *  asked for JSON writes text too, so JSON alone does not make a chunk; it has to look like an event. */
export function judge(start: string, whole: boolean): Verdict {
  const text = start.trimStart();
  const isOver = whole || start.length > longestStart;
  if (text === '') return isOver ? 'text' : 'unclear';
  if (/^[[{]/.test(text)) return judgeJson(text, isOver);
  if (fields.some((field) => text.startsWith(field))) return 'chunks';
  return !isOver && fields.some((field) => field.startsWith(text)) ? 'unclear' : 'text';
}

function judgeJson(text: string, isOver: boolean): Verdict {
  // JSON over many lines: the first name in it tells.
  if (/^\[?\s*\{\s*"(candidates|choices|error)"/.test(text)) return 'chunks';
  const [line = '', ...more] = text.split('\n');
  if (more.length === 0 && !isOver) return 'unclear';
  if (/^[[{\s]+$/.test(line)) return /"/.test(text) || isOver ? 'text' : 'unclear';
  return isEvent(line) ? 'chunks' : 'text';
}

function isEvent(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return (
      formatOf(value as Record<string, unknown>) !== undefined || 'error' in value || ('type' in value && typeof value.type === 'string')
    );
  } catch {
    return false;
  }
}
