import { FilterOptionError } from './errors.js';
import type { Filter, FilterRun } from './filter.js';
import { Seam } from './seam.js';
import { type Tag, TagReader } from './tags.js';

/** The tags that `hideReasoning` hides unless told otherwise. */
export const reasoningTags: readonly string[] = [
  'think',
  'thinking',
  'thought',
  'thoughts',
  'reasoning',
  'reasoning_scratchpad',
  'scratchpad',
  'antml:thinking',
];

const TAG_NAME = /^[a-z][a-z0-9_.:-]{0,63}$/i;

/** What `hideReasoning` takes. */
export interface HideReasoningOptions {
  /** Names without brackets, letter case aside: a letter, then letters, digits or `_ . : -`, at most 64 characters. Default
   *  `reasoningTags`. */
  tags?: readonly string[] | undefined;
}

/** Hides `<think>…</think>` and its like. A block begins with a tag at the start of a line (white space before it aside) and
 *  ends with the first closing tag of the same name; it may run over segments, and one that is never closed stays hidden. The
 *  white space around it closes up.
 *
 *  Text stays what it is: a tag inside a sentence, together with its closing tag in the same line, and any tag inside a code
 *  fence or a code span. A closing tag without an opening one is dropped.
 *
 *  Held back: what may become a tag (its name and at most 123 more characters) and up to 64 characters of white space at the
 *  start of a line. An opening tag cut by a segment boundary stays held back; all else comes out at the boundary.
 *
 *  Throws `FilterOptionError` if `tags` is empty or holds something that is not such a name. */
export function hideReasoning(options: HideReasoningOptions = {}): Filter {
  const reader = new TagReader(checkedNames(options.tags ?? reasoningTags));
  return { name: 'hideReasoning', start: () => new ReasoningRun(reader) };
}

class ReasoningRun implements FilterRun {
  readonly #reader: TagReader;
  readonly #seam = new Seam();
  /** The beginning of what may be a tag. */
  #held = '';
  /** The tag whose block is open. */
  #open: string | undefined;
  /** Tags that this line speaks about. */
  readonly #mentioned = new Set<string>();

  constructor(reader: TagReader) {
    this.#reader = reader;
  }

  push(text: string): string {
    let out = '';
    let at = 0;
    while (at < text.length) {
      const next = this.#held === '' ? indexOrEnd(text, '<', at) : at;
      out += this.#text(text.slice(at, next));
      if (next < text.length) out += this.#tagCharacter(text.charAt(next));
      at = next + 1;
    }
    return out;
  }

  close(end: 'boundary' | 'finish'): string {
    if (end === 'boundary' && this.#mayOpenBlock()) return this.#seam.end();
    const held = this.#held;
    this.#held = '';
    return this.#text(held) + this.#seam.end();
  }

  #tagCharacter(char: string): string {
    const text = this.#held + char;
    const tag = this.#reader.read(text);
    this.#held = tag === 'unfinished' ? text : '';
    if (tag === 'unfinished') return '';
    if (tag !== 'text') return this.#takeTag(tag, text);
    if (char !== '<') return this.#text(text);
    this.#held = char;
    return this.#text(text.slice(0, -1));
  }

  #takeTag(tag: Tag, text: string): string {
    if (this.#open !== undefined) {
      if (tag.kind !== 'closing' || tag.name !== this.#open) return '';
      this.#open = undefined;
    } else {
      if (this.#isMention(tag)) return this.#text(text);
      if (tag.kind === 'opening') this.#open = tag.name;
    }
    this.#seam.cut();
    return '';
  }

  #isMention(tag: Tag): boolean {
    if (this.#seam.isInFence) return true;
    if (tag.kind === 'closing') return this.#seam.isInCodeSpan || this.#mentioned.delete(tag.name);
    if (this.#seam.isAtLineStart) return false;
    if (tag.kind === 'opening') this.#mentioned.add(tag.name);
    return true;
  }

  /** An opening tag cut by a boundary: if it came out, all of its block would. */
  #mayOpenBlock(): boolean {
    if (this.#open !== undefined) return true;
    return this.#held[1] !== '/' && this.#seam.isAtLineStart;
  }

  #text(text: string): string {
    if (this.#open !== undefined) return '';
    if (text.includes('\n')) this.#mentioned.clear();
    return this.#seam.put(text);
  }
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const at = text.indexOf(wanted, from);
  return at < 0 ? text.length : at;
}

function checkedNames(tags: readonly string[]): readonly string[] {
  const isName = (tag: unknown) => typeof tag === 'string' && TAG_NAME.test(tag);
  if (!Array.isArray(tags) || tags.length === 0 || !tags.every(isName)) {
    throw new FilterOptionError('hideReasoning.tags', 'needs at least one name without brackets, as "think", at most 64 characters each');
  }
  return tags.map((tag: string) => tag.toLowerCase());
}
