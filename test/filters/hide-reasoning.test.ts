import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterOptionError, hideReasoning } from '../../src/filters/index.js';
import { exception, piecesOf, play, shown } from './chunkings.js';

const SECRET = 'hush';

/** [what the model says, what the reader sees] */
const cases: [name: string, text: string, visible: string][] = [
  ['a block at the start', `<think>${SECRET}</think>The answer is 42.`, 'The answer is 42.'],
  ['white space after a block at the start', `<think>${SECRET}</think>\n\n  visible now`, 'visible now'],
  ['white space on both sides at the start', `\n\n <think>${SECRET}</think>\n\nvisible now`, 'visible now'],
  ['the same tag within a block', `<think>x<think>${SECRET}</think>after`, 'after'],
  ['half a tag before another', 'a <thi<b', 'a <thi<b'],
  ['a closing tag behind an empty one', 'a <think/> </think> b', 'a <think/> b'],
  ['a block after a line break', `Hello.\n<think>${SECRET}</think>\nWorld.`, 'Hello.\nWorld.'],
  ['the wider of two gaps', `Hello.\n<think>${SECRET}</think>\n\nWorld.`, 'Hello.\n\nWorld.'],
  ['no more than one blank line', `Hello.\n\n<think>${SECRET}</think>\n\n\n\nWorld.`, 'Hello.\n\nWorld.'],
  ['an indented tag', `Hello.\n  <think>${SECRET}</think> World.`, 'Hello.\nWorld.'],
  ['the indent of what follows', `- a\n<think>${SECRET}</think>\n  b`, '- a\n  b'],
  ['any letter case', `<THINK>${SECRET}</Think>x`, 'x'],
  ['another name', `<reasoning_scratchpad>${SECRET}</REASONING_SCRATCHPAD>x`, 'x'],
  ['attributes', `<thinking time="5s">${SECRET}</thinking >x`, 'x'],
  ['two blocks', `<think>${SECRET}</think>\n<thought>${SECRET}</thought>\nx`, 'x'],
  ['two blocks in a line', `<think>${SECRET}</think> <think>${SECRET}</think> x`, 'x'],
  ['a block that is never closed', `Hello.\n<think>${SECRET} and on`, 'Hello.\n'],
  ['other tags inside a block', `<think>a<b></thinking>${SECRET}</think>x`, 'x'],
  ['a fence inside a block', `<think>\n\`\`\`\n${SECRET}</think>x`, 'x'],
  ['an orphan closing tag', 'before</think> after', 'before after'],
  ['a bracket before an orphan closing tag', 'a <</think>b', 'a <b'],
  ['a bracket before the closing tag', `<think>${SECRET} <</think>x`, 'x'],
  ['an orphan closing tag at the start', '</think>\n\nafter', 'after'],
  ['an empty tag', '<think/>\n\nafter', 'after'],
  ['a mention', 'The <think> tag is used for reasoning', 'The <think> tag is used for reasoning'],
  ['a mention with its closing tag', 'Use <think>…</think> for it', 'Use <think>…</think> for it'],
  ['an orphan in the line after a mention', 'Use <think>\nso</think>.', 'Use <think>\nso.'],
  ['a tag in a code span', 'Close it with `</think>` then', 'Close it with `</think>` then'],
  ['a tag in a fence', '```xml\n<think>\nx</think>\n```\nok', '```xml\n<think>\nx</think>\n```\nok'],
  ['a block after a fence', `\`\`\`\nx\n\`\`\`\n<think>${SECRET}</think>ok`, '```\nx\n```\nok'],
  ['a comparison and a half tag', 'a < b and <thi', 'a < b and <thi'],
  ['a block behind a byte order mark', '\uFEFF<think>x</think>b', 'b'],
  ['a block behind white space of any script', '\u3000\u00a0\u200b<think>x</think>b', 'b'],
  ['a half tag at a line start', '<thi', '<thi'],
  ['another tag at a line start', '<thinker>x</thinker><<think', '<thinker>x</thinker><<think'],
  ['white space alone', ' \n\n\t\n ', ' \n\n\t\n '],
  ['blank lines and indents', '\n\n  a\n\n\n    b  \n\t\nc\r\n\r\nd\n', '\n\n  a\n\n\n    b  \n\t\nc\r\n\r\nd\n'],
];

describe('hideReasoning', () => {
  it.each(cases)('%s', (_name, text, visible) => {
    expect(exception(hideReasoning(), text, visible)).toBeUndefined();
  });

  it('never lets a part of a block out, wherever it is cut', () => {
    const filter = hideReasoning();
    const fragments = ['<think>', '</think>', '<THOUGHT>', '</thought>', '\n', ' ', 'text', '`', '```\n', '<', '<thi', '/>', '  \n'];
    fc.assert(
      fc.property(piecesOf(fragments), ({ text, pieces }) => {
        expect(play(filter, pieces).segments.join('')).toBe(shown(filter, text));
      }),
      { numRuns: 1000 },
    );
    const blocks = [
      `\n<think>${SECRET}</think>`,
      `\n <Reasoning a="b">\n${SECRET}<think>${SECRET}</reasoning>`,
      ' a < b ',
      'text',
      '\n',
      '<i>',
    ];
    fc.assert(
      fc.property(piecesOf(blocks), ({ pieces }) => {
        expect(play(filter, pieces).segments.join('')).not.toContain(SECRET);
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps a block open over a boundary, and a tag that a boundary cuts', () => {
    const text = `<think>${SECRET}</think>\n\nvisible now`;
    for (let i = 1; i < `<think>${SECRET}</think>`.length; i += 1) {
      const { segments } = play(hideReasoning(), [text.slice(0, i), null, text.slice(i)]);
      expect(segments, `cut at ${i}`).toEqual(['', 'visible now']);
    }
  });

  it('lets nothing of a block out over any number of boundaries', () => {
    const blocks = [`\n<think>${SECRET}</think>`, `\n <reasoning a="b">\n${SECRET}</reasoning>`, ' a < b ', 'text', '\n'];
    fc.assert(
      fc.property(piecesOf(blocks), ({ pieces }) => {
        const { segments } = play(
          hideReasoning(),
          pieces.flatMap((piece) => [piece, null]),
        );
        expect(segments.join('')).not.toMatch(/[hus]{2}/);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives out at a boundary what can open no block', () => {
    expect(play(hideReasoning(), ['a <thi', null, 'nk>b']).segments).toEqual(['a <thi', 'nk>b']);
    expect(play(hideReasoning(), ['</thi', null, 'x']).segments).toEqual(['</thi', 'x']);
    expect(play(hideReasoning(), ['<thi', null, 's']).segments).toEqual(['', '<this']);
  });

  it('sees a line start and no fence at the start of a segment', () => {
    expect(play(hideReasoning(), ['```\ncode', null, `<think>${SECRET}</think>x`]).segments).toEqual(['```\ncode', 'x']);
  });

  it('passes text without tags at once and whole', () => {
    const run = hideReasoning().start();
    expect(run.push?.('Plain prose, 1 > 0.')).toBe('Plain prose, 1 > 0.');
    fc.assert(
      fc.property(piecesOf(['a', ' ', '\n', '\t', ' '.repeat(50), '`', '```', '>', '/', 'think', '🙂']), ({ text, pieces }) => {
        const { segments, mostHeld } = play(hideReasoning(), pieces);
        expect(segments.join('')).toBe(text);
        expect(mostHeld).toBeLessThanOrEqual(64);
      }),
    );
  });

  it('holds back no more than 64 characters of white space, and knows a line start behind any number', () => {
    for (const blanks of [' '.repeat(200), `a\n${' '.repeat(200)}`, '\n'.repeat(200)]) {
      const { segments, mostHeld } = play(hideReasoning(), `${blanks}text`.split(''));
      expect(segments).toEqual([`${blanks}text`]);
      expect(mostHeld).toBe(64);
      expect(shown(hideReasoning(), `${blanks}<think>${SECRET}</think>`).trim()).toBe(blanks.trim());
    }
  });

  it('holds back no more than a tag with its attributes', () => {
    const text = `<think ${'a'.repeat(300)}> text`;
    const { segments, mostHeld } = play(hideReasoning(), text.split(''));
    expect(segments).toEqual([text]);
    expect(mostHeld).toBeLessThanOrEqual('<think'.length + 123);
  });

  it('gives out what is no tag as soon as that is known', () => {
    expect(hideReasoning().start().push?.('a <x')).toBe('a <x');
  });

  it('has a name', () => {
    expect(hideReasoning().name).toBe('hideReasoning');
  });

  it('takes other tags', () => {
    expect(shown(hideReasoning({ tags: ['Plan.a'] }), '<plan.A>x</PLAN.a><think>y')).toBe('<think>y');
  });

  it.each([[[]], [['<think>']], [['']], [['a b']], [['x'.repeat(65)]], [[7]], [[null]], [['think', '']], ['think']])(
    'refuses the tags %j',
    (tags) => {
      expect(() => hideReasoning({ tags: tags as string[] })).toThrow(FilterOptionError);
    },
  );
});
