/** The text with everything but white space made unreadable; its length in UTF-16 units stays the same. */
export function mask(text: string): string {
  return text.replace(/\S/g, 'x');
}
