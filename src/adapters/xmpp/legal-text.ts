// https://www.w3.org/TR/xml/#charsets: everything else ends the whole stream with `not-well-formed`, so it must not leave.
const ILLEGAL_IN_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const ENTITY_BYTES: Readonly<Record<string, number>> = { '&': '&amp;'.length, '<': '&lt;'.length, '>': '&gt;'.length };

/** The text with every character that XML cannot carry (most control characters, half a surrogate pair) replaced by U+FFFD. */
export function legalText(text: string): string {
  return text.replace(ILLEGAL_IN_XML, '\uFFFD');
}

/** How many bytes the text takes inside a stanza: UTF-8, with `&`, `<` and `>` written as entities. */
export function stanzaBytes(text: string): number {
  let bytes = Buffer.byteLength(legalText(text), 'utf8');
  for (const [escaped] of text.matchAll(/[&<>]/g)) bytes += (ENTITY_BYTES[escaped] ?? 1) - 1;
  return bytes;
}
