import { describe, expect, it } from 'vitest';
import { neutralise } from '../../src/terminal/neutralise.js';

describe('a text that is drawn', () => {
  it.each([
    ['clears no screen', '\u001b[2J', '␛[2J'],
    ['sets no title', '\u001b]0;evil\u0007', '␛]0;evil␇'],
    ['does not go back over a line', 'safe\rEVIL', 'safe␍EVIL'],
    ['rubs nothing out', 'a\b\u007fb', 'a␈␡b'],
    ['starts no sequence with one character', '\u009b2J', '�2J'],
    ['turns no text around', 'a\u202ecba\u202c', 'a�cba�'],
    ['keeps its lines and its tabs', 'a\tb\nc\r\nd', 'a\tb\nc \nd'],
    ['keeps every other letter', 'Grüße, 世界 👩‍👩‍👧!', 'Grüße, 世界 👩‍👩‍👧!'],
  ])('%s', (_, text, drawn) => {
    expect(neutralise(text)).toBe(drawn);
    expect(neutralise(text)).toHaveLength(text.length);
  });
});
