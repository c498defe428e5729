import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterOptionError, type HideDirectivesOptions, hideDirectives } from '../../src/filters/index.js';
import { exception, piecesOf, play, shown } from './chunkings.js';

const options = { prefixes: ['MEDIA:'], extensions: ['png', '.JPG', 'tar.gz'] };

/** [what the model says, what the reader sees] */
const cases: [name: string, text: string, visible: string][] = [
  ['a directive alone', 'MEDIA:/files/image.png', ''],
  ['a directive alone with blank lines', '\n\n  MEDIA:/files/image.png\n\n', ''],
  ['a directive in its own line', 'Here:\nMEDIA:/a.png\nDone.', 'Here:\nDone.'],
  ['several lines of them', 'Here:\nMEDIA:/a.png\nMEDIA:/b.jpg\n\nDone.', 'Here:\n\nDone.'],
  ['a directive between paragraphs', 'Before\n\nMEDIA:/a.png\n\n\nAfter', 'Before\n\nAfter'],
  ['a directive in a sentence', 'See MEDIA:/a.png now', 'See now'],
  ['two in a sentence', 'See MEDIA:/a.png MEDIA:/b.png now', 'See now'],
  ['punctuation of any script behind it', '图 MEDIA:/tmp/a.png。 See MEDIA:/b.png… “MEDIA:/c.png”', '图 。 See … “”'],
  ['punctuation behind it', 'See MEDIA:/a.png. And (MEDIA:/b.png), too!', 'See . And (), too!'],
  ['an unknown kind', 'See MEDIA:/files/report.unknownkind now', 'See MEDIA:/files/report.unknownkind now'],
  ['an unknown kind behind a known one', 'MEDIA:/a.png.exe', 'MEDIA:/a.png.exe'],
  ['no file name', 'MEDIA:/.png MEDIA: and MEDIA:.png', 'MEDIA:/.png MEDIA: and MEDIA:.png'],
  ['an extension of two parts, in capitals', 'x MEDIA:/a.TAR.GZ', 'x '],
  ['a URL with a query', 'MEDIA:https://x.org/a.png?size=3', ''],
  ['a gap after the prefix', 'MEDIA: /a.png', ''],
  ['a quoted path', 'See MEDIA:"/my files/a b.png" now', 'See now'],
  ['a path in backticks', 'See MEDIA:`/my files/a b.png`', 'See '],
  ['a directive in backticks', 'See `MEDIA:/my files/a b.png` now', 'See now'],
  ['a quoted path in a quoted directive', `See \`MEDIA:"/a b.png"\` now`, 'See now'],
  ['a quoted unknown kind', 'See MEDIA:"/a b.exe" now', 'See MEDIA:"/a b.exe" now'],
  ['a quote that is not the directive’s', '"MEDIA:/a.png now", he said', '" now", he said'],
  ['a quote that is never closed', '"MEDIA:/a.png\nx', '"\nx'],
  ['a quoted path that is never closed', 'MEDIA:"/a.png\nx', 'MEDIA:"/a.png\nx'],
  ['the end of a word', 'MULTIMEDIA:/a.png', 'MULTIMEDIA:/a.png'],
  ['a directive in backticks behind a word', 'See`MEDIA:/a.png`', 'See'],
  ['half a prefix', 'The MED', 'The MED'],
  ['another letter case', 'media:/a.png', 'media:/a.png'],
  ['a code fence', '```\nMEDIA:/a.png\n```\nMEDIA:/a.png\nx', '```\nMEDIA:/a.png\n```\nx'],
  ['an apostrophe', "it's 'fine' \"here\" `M`", "it's 'fine' \"here\" `M`"],
  ['a name behind an unknown one', 'MEDIA:a MEDIA:b.png', 'MEDIA:a '],
];

describe('hideDirectives', () => {
  it.each(cases)('%s', (_name, text, visible) => {
    expect(exception(hideDirectives(options), text, visible)).toBeUndefined();
  });

  it('shows the same wherever the text is cut', () => {
    const filter = hideDirectives(options);
    const fragments = ['MEDIA:', '/a', '.png', 'x', ' ', '\n', '"', '`', "'", '.', 'M', '/', '```\n', ')'];
    fc.assert(
      fc.property(piecesOf(fragments), ({ text, pieces }) => {
        expect(play(filter, pieces).segments.join('')).toBe(shown(filter, text));
      }),
      { numRuns: 2000 },
    );
  });

  it('lets no part of a directive out', () => {
    const fragments = [' MEDIA:/hush.png ', '\nMEDIA:"/hush hush.jpg"\n', ' `MEDIA:/hush.png` ', 'text', '\n', ' ', 'MED '];
    fc.assert(
      fc.property(piecesOf(fragments), ({ pieces }) => {
        expect(play(hideDirectives(options), pieces).segments.join('')).not.toMatch(/hush|MEDIA/);
      }),
    );
  });

  it('ends a directive at a boundary', () => {
    expect(play(hideDirectives(options), ['MEDIA:/a.png', null, 'x']).segments).toEqual(['', 'x']);
    expect(play(hideDirectives(options), ['MEDIA:/a', null, '.png']).segments).toEqual(['MEDIA:/a', '.png']);
  });

  it('passes text without directives at once and whole', () => {
    const run = hideDirectives(options).start();
    expect(run.push?.('Plain prose, "quoted" and on.')).toBe('Plain prose, "quoted" and on.');
    fc.assert(
      fc.property(piecesOf(['a', ' ', '\n', '"', "'", '`', 'MED', 'M', '.png', '🙂']), ({ text, pieces }) => {
        expect(play(hideDirectives(options), pieces).segments.join('')).toBe(text);
      }),
    );
  });

  it('gives out what is too long for a directive', () => {
    const text = `MEDIA:/${'a'.repeat(2000)}.png x`;
    for (const pieces of [[text], text.split('')]) {
      const { segments, mostHeld } = play(hideDirectives(options), pieces);
      expect(segments).toEqual([text]);
      expect(mostHeld).toBeLessThanOrEqual(1024);
    }
  });

  it('has a name', () => {
    expect(hideDirectives(options).name).toBe('hideDirectives');
  });

  it('says what it needs', () => {
    expect(() => hideDirectives({ ...options, prefixes: [] })).toThrow(
      /at least one entry, each a string of 1 to 64 characters without white space or quotes/,
    );
    expect(() => hideDirectives({ ...options, extensions: [] })).toThrow(/at least one entry, each an extension as "png"/);
  });

  it('refuses to work without options', () => {
    expect(() => hideDirectives(undefined as never)).toThrow(FilterOptionError);
  });

  it.each<[keyof HideDirectivesOptions, unknown]>([
    ['prefixes', []],
    ['prefixes', ['']],
    ['prefixes', ['a b']],
    ['prefixes', [1]],
    ['prefixes', 'MEDIA:'],
    ['prefixes', ['MEDIA:', '']],
    ['extensions', []],
    ['extensions', ['']],
    ['extensions', ['.*']],
    ['extensions', ['*png']],
    ['extensions', ['png*']],
    ['extensions', undefined],
  ])('refuses the %s %j', (option, value) => {
    const wrong = { ...options, [option]: value } as HideDirectivesOptions;
    expect(() => hideDirectives(wrong)).toThrow(expect.objectContaining({ code: 'badFilterOption', option: `hideDirectives.${option}` }));
    expect(() => hideDirectives(wrong)).toThrow(FilterOptionError);
  });
});
