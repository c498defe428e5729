// An authoritative text says anew what was said piece by piece, and usually much of it in the same words. White space does not count
// when the two are compared: models, and the programs between, trim and wrap.

/** What `text` says beyond `said`; undefined if it does not begin with that. */
export function beyond(text: string, said: string): string | undefined {
  let at = 0;
  for (const character of said) {
    if (isSpace(character)) continue;
    while (at < text.length && isSpace(text.charAt(at))) at += 1;
    if (!text.startsWith(character, at)) return undefined;
    at += character.length;
  }
  return text.slice(at);
}

/** The two differ in white space at most. */
export const saysTheSame = (text: string, said: string): boolean => beyond(text, said)?.trim() === '';

const isSpace = (character: string): boolean => character.trim() === '';
