import type { Unit } from './script.js';

const utf8 = new TextEncoder();

/** The length of a text as a platform counts it. */
export function measure(unit: Unit, text: string): number {
  switch (unit) {
    case 'utf16':
      return text.length;
    case 'codePoints':
      return [...text].length;
    case 'utf8':
      return utf8.encode(text).length;
  }
}
