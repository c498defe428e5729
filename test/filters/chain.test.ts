import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chainFilters,
  closeFences,
  type Filter,
  FilterError,
  FilterOptionError,
  type FilterRun,
  healMarkdown,
  hideDirectives,
  hideReasoning,
  holdSilenceMarkers,
  maskSecrets,
} from '../../src/filters/index.js';
import { piecesOf, play } from './chunkings.js';

const filter = (name: string, run: FilterRun): Filter => ({ name, start: () => run });
const boom = () => {
  throw new Error('boom');
};
const chained = (filters: Filter[]): Filter => ({ name: 'chain', start: () => chainFilters(filters) });

/** Keeps its last character back until it closes. */
const holdsOne = (mark: string): Filter => ({
  name: `holdsOne ${mark}`,
  start() {
    let held = '';
    return {
      push(text) {
        const all = held + text;
        held = all.slice(-1);
        return all.slice(0, -1).toUpperCase();
      },
      close() {
        const last = held + mark;
        held = '';
        return last;
      },
    };
  },
});

describe('chainFilters', () => {
  it('is the identity without filters', () => {
    const chain = chainFilters([]);
    expect([chain.push('a'), chain.close('boundary'), chain.frame('b', true), chain.failures, chain.withheld]).toEqual([
      'a',
      '',
      'b',
      [],
      0,
    ]);
    expect(chainFilters([])).toBe(chain);
  });

  it('passes text through all of them in order', () => {
    const twice = filter('twice', { push: (text) => text + text });
    const dot = filter('dot', { push: (text) => `${text}.` });
    expect(chainFilters([twice, dot]).push('a')).toBe('aa.');
    expect(chainFilters([dot, twice]).push('a')).toBe('a.a.');
  });

  it('sends what one gives out at a close through the ones after it', () => {
    const chain = chainFilters([holdsOne('1'), holdsOne('2')]);
    expect(chain.push('abc')).toBe('A');
    expect(chain.close('finish')).toBe('BC12');
  });

  it('closes all of them at a boundary, and goes on', () => {
    expect(play(chained([holdsOne('1'), holdsOne('2')]), ['ab', null, 'c']).segments).toEqual(['AB12', 'C12']);
  });

  it('puts frames on in order', () => {
    const bracket = (mark: string) => filter(mark, { frame: (text, final) => text + mark + (final ? '!' : '') });
    expect(chainFilters([bracket('a'), bracket('b')]).frame('x', false)).toBe('xab');
    expect(chainFilters([bracket('b'), bracket('a')]).frame('x', true)).toBe('xb!a!');
  });

  it('does not trouble a filter with no text', () => {
    const chain = chainFilters([filter('nothing', { push: () => '' }), filter('spy', { push: boom })]);
    expect(chain.push('a') + chain.close('finish')).toBe('');
    expect(chain.failures).toEqual([]);
  });

  it('starts a run of its own for every stream', () => {
    const filters = [hideReasoning()];
    const [a, b] = [chainFilters(filters), chainFilters(filters)];
    a.push('<think>');
    expect(b.push('seen')).toBe('seen');
    expect(a.push('unseen')).toBe('');
  });

  it('lets no text past a filter that has thrown, and says so', () => {
    const chain = chainFilters([filter('breaks', { push: (text) => (text === 'b' ? boom() : text) }), holdsOne('.')]);
    expect(chain.push('aa') + chain.push('b') + chain.push('cc') + chain.close('finish')).toBe('Aa.');
    expect(chain.withheld).toBe(3);
    expect(chain.failures).toHaveLength(1);
    expect(chain.failures[0]).toBeInstanceOf(FilterError);
    expect(chain.failures[0]).toMatchObject({ code: 'filterFailed', filter: 'breaks', stage: 'push', cause: new Error('boom') });
  });

  it('holds to that after a boundary, and when it is the close that throws', () => {
    const chain = chainFilters([filter('breaks', { push: (text) => text, close: boom })]);
    expect([chain.push('a'), chain.close('boundary'), chain.push('b'), chain.close('finish')]).toEqual(['a', '', '', '']);
    expect(chain.failures).toMatchObject([{ stage: 'close' }]);
    expect(chain.withheld).toBe(1);
  });

  it('takes an answer that is no string for a failure', () => {
    const chain = chainFilters([filter('breaks', { push: () => undefined as unknown as string })]);
    expect(chain.push('a')).toBe('');
    expect(chain.failures).toMatchObject([{ filter: 'breaks', stage: 'push' }]);
  });

  it.each<[string, (text: string, final: boolean) => string]>([
    ['throws', boom],
    ['removes text', (text) => text.slice(1)],
    ['answers with no string', () => 7 as unknown as string],
  ])('leaves off a frame that %s, at no loss', (_what, frame) => {
    const chain = chainFilters([filter('breaks', { frame }), closeFences()]);
    expect(chain.push('a')).toBe('a');
    expect(chain.frame('```', true)).toBe('```\n```');
    expect(chain.frame('x', true)).toBe('x');
    expect(chain.failures).toMatchObject([{ filter: 'breaks', stage: 'frame' }]);
    expect(chain.withheld).toBe(0);
  });

  it('refuses what is no filter, and one that cannot start', () => {
    expect(() => chainFilters([null as unknown as Filter])).toThrow(FilterOptionError);
    expect(() => chainFilters([{ name: 'x' } as Filter])).toThrow(FilterOptionError);
    expect(() => chainFilters([{ name: 'x', start: boom }])).toThrow(
      expect.objectContaining({ code: 'filterFailed', filter: 'x', stage: 'start' }),
    );
  });

  it('keeps what each filter promises when all of them work together', () => {
    const all = chained([
      hideReasoning(),
      hideDirectives({ prefixes: ['MEDIA:'], extensions: ['png'] }),
      holdSilenceMarkers(['NO_REPLY']),
      maskSecrets(),
      healMarkdown(),
      closeFences(),
    ]);
    const fragments = [
      '\n<think>hush</think>',
      ' MEDIA:/hush.png ',
      'NO_REPLY',
      'ghp_hush567890ab ',
      'sk-',
      '<thi',
      '\n',
      ' ',
      'text',
      '"',
      'MED',
    ];
    fc.assert(
      fc.property(piecesOf(fragments), ({ text, pieces }) => {
        const out = play(all, pieces).segments.join('');
        expect(out).toBe(play(all, [text]).segments.join(''));
        expect(out).not.toContain('hush');
        expect(out.trim()).not.toBe('NO_REPLY');
      }),
      { numRuns: 1000 },
    );
    expect(play(all, ['<think>x</think>\n', 'MEDIA:/a.png\n', 'NO_', 'REPLY\n']).segments).toEqual(['']);
  });
});
