// What the Bot API does with `parse_mode`, as far as tests need it. Source: core.telegram.org/bots/api#formatting-options; the words
// of the errors are those of TDLib's MessageEntity.cpp. Simplified: quote marks vanish without an entity, custom emoji are links.

/** Offset and length are in UTF-16 units, as the Bot API has them. */
export interface TelegramEntity {
  /** `bold`, `code`, `text_link` and so on. */
  type: string;
  /** Where it begins. */
  offset: number;
  /** How long it is. */
  length: number;
  /** Where a `text_link` leads. */
  url?: string | undefined;
  /** The language of a `pre`. */
  language?: string | undefined;
}

export interface MarkedText {
  text: string;
  entities: TelegramEntity[];
}

/** A text whose markup cannot be read; the message is what follows `can't parse entities: `. */
export class MarkupError extends Error {}

/** The text without its markup, and the entities the markup stood for. Throws `MarkupError`; undefined for a mode there is not. */
export function parseMarkup(text: string, parseMode: string): MarkedText | undefined {
  switch (parseMode.toLowerCase()) {
    case 'markdownv2':
      return parseMarkdown(text, strict);
    case 'markdown':
      return parseMarkdown(text, legacy);
    case 'html':
      return parseHtml(text);
    default:
      return undefined;
  }
}

interface Flavour {
  /** Longest first: `__` is not two `_`. */
  marks: readonly (readonly [mark: string, type: string, name: string])[];
  reserved: string;
  /** Ends a sentence that begins with "Can't find end of". */
  unended(name: string): string;
}

const strict: Flavour = {
  marks: [
    ['||', 'spoiler', 'Spoiler'],
    ['__', 'underline', 'Underline'],
    ['*', 'bold', 'Bold'],
    ['_', 'italic', 'Italic'],
    ['~', 'strikethrough', 'Strikethrough'],
  ],
  reserved: '_*[]()~`>#+-=|{}.!',
  unended: (name) => `${name} entity at`,
};

const legacy: Flavour = {
  marks: [
    ['*', 'bold', 'Bold'],
    ['_', 'italic', 'Italic'],
  ],
  reserved: '',
  unended: () => 'the entity starting at',
};

interface Open {
  type: string;
  name: string;
  mark: string;
  offset: number;
  at: number;
  language?: string | undefined;
}

function parseMarkdown(source: string, flavour: Flavour): MarkedText {
  const stack: Open[] = [];
  const entities: TelegramEntity[] = [];
  let text = '';
  let at = 0;

  const open = (type: string, name: string, mark: string) => {
    stack.push({ type, name, mark, offset: text.length, at });
    at += mark.length;
  };
  const close = (url?: string) => {
    const done = stack.pop();
    if (done === undefined || text.length === done.offset) return;
    const { type, offset, language } = done;
    entities.push({ type, offset, length: text.length - offset, ...(url && { url }), ...(language && { language }) });
  };

  while (at < source.length) {
    const top = stack.at(-1);
    const rest = source.slice(at, at + 3);
    const char = rest.charAt(0);
    if (char === '\\' && at + 1 < source.length && source.charCodeAt(at + 1) < 127) {
      text += source.charAt(at + 1);
      at += 2;
    } else if (top?.type === 'pre' || top?.type === 'code') {
      if (rest.startsWith(top.mark)) {
        at += top.mark.length;
        close();
      } else {
        text += char;
        at += 1;
      }
    } else if (rest === '```') {
      open('pre', 'PreCode', '```');
      const language = /^([^\s`]+)\n/.exec(source.slice(at));
      const opened = stack.at(-1);
      if (language && opened) opened.language = language[1];
      at += language?.[0].length ?? (source[at] === '\n' ? 1 : 0);
    } else if (char === '`') {
      open('code', 'Code', '`');
    } else if (char === '[') {
      open('text_link', 'TextUrl', '[');
    } else if (char === ']' && top?.type === 'text_link') {
      const target = /^\]\(([^)]*)\)/.exec(source.slice(at));
      if (source[at + 1] === '(' && target === null) throw unended(top);
      at += target?.[0].length ?? 1;
      close(target?.[1] ?? '');
    } else if (char === '>' && (at === 0 || source[at - 1] === '\n') && flavour === strict) {
      at += 1;
    } else {
      const mark = flavour.marks.find(([known]) => rest.startsWith(known));
      if (mark !== undefined && top?.mark === mark[0]) {
        at += mark[0].length;
        close();
      } else if (mark !== undefined) {
        open(mark[1], mark[2], mark[0]);
      } else if (flavour.reserved.includes(char)) {
        throw new MarkupError(`Character '${char}' is reserved and must be escaped with the preceding '\\'`);
      } else {
        text += char;
        at += 1;
      }
    }
  }
  const left = stack.at(-1);
  if (left !== undefined) throw unended(left);
  return { text, entities };

  function unended(entity: Open): MarkupError {
    return new MarkupError(
      `Can't find end of ${flavour.unended(entity.name)} byte offset ${Buffer.byteLength(source.slice(0, entity.at))}`,
    );
  }
}

const tags: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  'tg-emoji': 'custom_emoji',
  blockquote: 'blockquote',
};

const characterNames: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

function parseHtml(source: string): MarkedText {
  const stack: { tag: string; offset: number; url: string | undefined }[] = [];
  const entities: TelegramEntity[] = [];
  let text = '';
  let at = 0;
  const byte = () => Buffer.byteLength(source.slice(0, at));

  while (at < source.length) {
    const rest = source.slice(at);
    const reference = /^&(?:(lt|gt|amp|quot)|#(\d+)|#x([0-9a-f]+));/i.exec(rest);
    if (reference) {
      const [whole, name, decimal, hex] = reference;
      text += name ? characterNames[name.toLowerCase()] : String.fromCodePoint(Number.parseInt(decimal ?? hex ?? '', decimal ? 10 : 16));
      at += whole.length;
    } else if (!rest.startsWith('<')) {
      text += rest.charAt(0);
      at += 1;
    } else if (rest.startsWith('</')) {
      const top = stack.pop();
      const found = /^<\/([a-z-]*)\s*>/i.exec(rest);
      if (top === undefined) throw new MarkupError(`Unexpected end tag at byte offset ${byte()}`);
      if (found === null) throw new MarkupError(`Unclosed end tag at byte offset ${byte()}`);
      if (found[1] !== '' && found[1] !== top.tag) {
        throw new MarkupError(`Unmatched end tag at byte offset ${byte()}, expected "</${top.tag}>", found "${found[0]}"`);
      }
      const length = text.length - top.offset;
      if (length > 0) entities.push({ type: tags[top.tag] ?? top.tag, offset: top.offset, length, ...(top.url && { url: top.url }) });
      at += found[0].length;
    } else {
      const found = /^<([^\s>]*)([^>]*)>/.exec(rest);
      if (found === null) throw new MarkupError(`Unclosed start tag at byte offset ${byte()}`);
      const tag = (found[1] ?? '').toLowerCase();
      if (!Object.hasOwn(tags, tag)) throw new MarkupError(`Unsupported start tag "${tag}" at byte offset ${byte()}`);
      stack.push({ tag, offset: text.length, url: /href="([^"]*)"/.exec(found[2] ?? '')?.[1] });
      at += found[0].length;
    }
  }
  const left = stack.pop();
  if (left !== undefined) throw new MarkupError(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities };
}

/** Takes white space off both ends, as the Bot API does, and moves the entities along. */
export function trimMarked({ text, entities }: MarkedText): MarkedText {
  const trimmed = text.trim();
  const shift = text.length - text.trimStart().length;
  const kept = entities.flatMap((entity) => {
    const start = Math.max(0, entity.offset - shift);
    const end = Math.min(trimmed.length, entity.offset + entity.length - shift);
    return end > start ? [{ ...entity, offset: start, length: end - start }] : [];
  });
  return { text: trimmed, entities: kept };
}
