import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterOptionError, holdSilenceMarkers } from '../../src/filters/index.js';
import { exception, piecesOf, play, shown } from './chunkings.js';

const silence = () => holdSilenceMarkers(['NO_REPLY', ' [SILENT NOW] ']);

/** [what the model says, what the reader sees] */
const cases: [name: string, text: string, visible: string][] = [
  ['a marker', 'NO_REPLY', ''],
  ['a marker with white space around it', '\n NO_REPLY \n\n', ''],
  ['a marker of two words', '[SILENT NOW]', ''],
  ['prose that begins like a marker', 'NO problem, done.', 'NO problem, done.'],
  ['prose that begins with a marker', 'NO_REPLY is what I say', 'NO_REPLY is what I say'],
  ['a marker and a full stop', 'NO_REPLY.', 'NO_REPLY.'],
  ['a marker later on', 'I say NO_REPLY', 'I say NO_REPLY'],
  ['half a marker', ' NO_R', ' NO_R'],
  ['another letter case', 'no_reply', 'no_reply'],
  ['white space alone', ' \n ', ' \n '],
];

describe('holdSilenceMarkers', () => {
  it.each(cases)('%s', (_name, text, visible) => {
    expect(exception(silence(), text, visible)).toBeUndefined();
  });

  it('holds a beginning back until it can be no marker any more', () => {
    const run = silence().start();
    expect(run.push?.('NO')).toBe('');
    expect(run.push?.(' problem')).toBe('NO problem');
    expect(run.push?.(' NO_REPLY')).toBe(' NO_REPLY');
  });

  it('judges every segment on its own', () => {
    expect(play(silence(), ['Let me look.', null, 'NO_', 'REPLY']).segments).toEqual(['Let me look.', '']);
    expect(play(silence(), ['NO_REPLY', null, 'NO_REPLY', null, 'Here.']).segments).toEqual(['', '', 'Here.']);
  });

  it('shows the same wherever the text is cut, and holds back no more than a marker and its margins', () => {
    fc.assert(
      fc.property(piecesOf(['NO_REPLY', 'NO', '_', ' ', '\n'.repeat(40), '[SILENT', ' NOW]', 'x']), ({ text, pieces }) => {
        const { segments, mostHeld } = play(silence(), pieces);
        const isSilent = ['NO_REPLY', '[SILENT NOW]'].includes(text.trim()) && segments.join('') === '';
        expect(segments.join('')).toBe(shown(silence(), text));
        if (!isSilent) expect(segments.join('')).toBe(text);
        if (!isSilent) expect(mostHeld).toBeLessThanOrEqual(64 + '[SILENT NOW]'.length + 64);
      }),
    );
  });

  it('has a name', () => {
    expect(silence().name).toBe('holdSilenceMarkers');
  });

  it('takes a marker with as much white space as may be for one', () => {
    for (const text of [`${' '.repeat(64)}NO_REPLY`, `NO_REPLY${'\n'.repeat(64)}`]) expect(shown(silence(), text)).toBe('');
    const longest = 'x'.repeat(256);
    expect(shown(holdSilenceMarkers([longest]), longest)).toBe('');
  });

  it('takes a marker lost in white space for text', () => {
    for (const text of [`${' '.repeat(65)}NO_REPLY`, `NO_REPLY${'\n'.repeat(65)}`]) expect(shown(silence(), text)).toBe(text);
  });

  it.each([[[]], [['']], [[' ']], [['NO_REPLY', '']], [['x'.repeat(257)]], [[1]], ['NO_REPLY'], [undefined]])(
    'refuses the markers %j',
    (markers) => {
      expect(() => holdSilenceMarkers(markers as string[])).toThrow(FilterOptionError);
    },
  );
});
