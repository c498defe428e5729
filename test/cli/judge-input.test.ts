import { describe, expect, it } from 'vitest';
import { judge } from '../../src/cli/judge-input.js';

const chat = '{"choices":[{"delta":{"content":"Hi"}}]}';

describe('how the input begins', () => {
  it.each([
    ['a letter', 'H', 'text'],
    ['Markdown', '# Title', 'text'],
    ['a word that starts like a field', 'dat', 'unclear'],
    ['a word that then is none', 'date', 'text'],
    ['an event line', 'event: message_start', 'chunks'],
    ['a data line', `data: ${chat}`, 'chunks'],
    ['a comment that keeps a connection open', ': OPENROUTER PROCESSING', 'chunks'],
    ['white space only', '  \n\n', 'unclear'],
    ['half a chunk', '{"choices":[{"del', 'chunks'],
    ['half of something in JSON', '{"name":"x', 'unclear'],
    ['a chunk', `${chat}\n`, 'chunks'],
    ['a chunk of a known kind', '{"type":"message_start"}\n', 'chunks'],
    ['JSON that a model wrote', '{"name":"Ada","age":36}\n', 'text'],
    ['JSON that a model laid out', '{\n  "name": "Ada"', 'text'],
    ['an array that a model wrote', '[1, 2, 3]\n', 'text'],
    ['a link', '[docs](https://example.org)\n', 'text'],
    ['the array that Gemini sends', '[{\n  "candidates": [', 'chunks'],
    ['an error laid out', '{\n  "error": {', 'chunks'],
    ['a lone bracket', '[\n', 'unclear'],
  ])('%s', (_, start, verdict) => expect(judge(start, false)).toBe(verdict));

  it.each([
    ['nothing', '', 'text'],
    ['a short word', 'dat', 'text'],
    ['a chunk without a line break', chat, 'chunks'],
    ['a lone bracket', '[', 'text'],
  ])('%s, and nothing follows', (_, start, verdict) => expect(judge(start, true)).toBe(verdict));

  it('waits for no end of an endless line', () => expect(judge(`{"a":"${'x'.repeat(70_000)}`, false)).toBe('text'));
});
