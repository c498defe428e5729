import type { Unit } from './script.js';

/** The length of a text as a platform counts it. */
export function measure(unit: Unit, text: string): number {
  switch (unit) {
    case 'utf16':
      return text.length;
    case 'codePoints':
      return [...text].length;
    case 'utf8':
      return Buffer.byteLength(text);
  }
}
