/** What follows a tag's name at most, in characters. */
const ATTRIBUTES_LIMIT = 120;

/** A tag of one of the wanted names, as `<think>`, `<THINK time="5s">`, `</think>` or `<think/>`. */
export interface Tag {
  /** In lower case. */
  readonly name: string;
  readonly kind: 'opening' | 'closing' | 'empty';
}

/** Reads tags of a few names, in any letter case. A tag is one line long and has at most 120 characters after its name. */
export class TagReader {
  readonly #names: readonly string[];
  readonly #tag: RegExp;

  /** `names` are letters, digits and `_ - . :`, in lower case. */
  constructor(names: readonly string[]) {
    this.#names = names;
    this.#tag = new RegExp(`^<(/?)(${names.map((name) => name.replaceAll('.', '\\.')).join('|')})(?:[ \\t][^<>\\n]*?)?(/?)>$`, 'i');
  }

  /** Reads a text that starts with `<`: it is a tag, may become one, or is just text, whatever follows. */
  read(text: string): Tag | 'unfinished' | 'text' {
    const tag = this.#tag.exec(text);
    if (!tag) return this.#isBeginning(text) ? 'unfinished' : 'text';
    const [, slash, name, end] = tag;
    return { name: String(name).toLowerCase(), kind: slash ? 'closing' : end ? 'empty' : 'opening' };
  }

  #isBeginning(text: string): boolean {
    const inner = text.slice(text.startsWith('</') ? 2 : 1);
    const typed = inner.replace(/[\s/<>].*/s, '');
    const rest = inner.slice(typed.length);
    const name = typed.toLowerCase();
    if (rest === '') return this.#names.some((wanted) => wanted.startsWith(name));
    return this.#names.includes(name) && rest.length <= ATTRIBUTES_LIMIT && /^(?:[ \t][^<>\n]*)?\/?$/.test(rest);
  }
}
