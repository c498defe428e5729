/** A text without the power to control a terminal: every control character (escape sequences, carriage returns, bells) and every
 *  mark that reverses the order of the letters around it becomes a visible sign of the same length. Line breaks and tabs stay. */
export function neutralise(text: string): string {
  return text.replace(/\r(?=\n)/g, ' ').replace(dangerous, (char) => signFor(char.charCodeAt(0)));
}

/** C0 controls but tab and line feed, DEL, C1 controls, line separators, bidirectional embeddings, overrides and isolates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** U+2400 and on are pictures of the C0 controls: `␛` for escape. */
function signFor(code: number): string {
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : '�';
}
