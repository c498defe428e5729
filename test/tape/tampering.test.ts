// Whatever is done to a tape, it is found, and the line is named where it was done.

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { seal, unseal } from '../../src/tape/chain.js';
import { type Verdict, verifyTape } from '../../src/tape/verify.js';
import { MemoryTape, record, runs } from './recording.js';

const CHARACTERS = fc.oneof(fc.string({ minLength: 1, maxLength: 1 }), fc.constantFrom('0', '7', '"', '}', ',', '\\', ' ', 'é', '\u2028'));

let lines: string[];
let ndjson: string;

beforeAll(async () => {
  const tape = new MemoryTape('on');
  await record(tape, runs.segments);
  ({ lines, ndjson } = tape);
});

const verify = (changed: readonly string[]): Verdict => verifyTape(`${changed.join('\n')}\n`);
const troublesOf = ({ problems }: Verdict): string[] => problems.map(({ trouble }) => trouble);
const namedBy = ({ problems }: Pick<Verdict, 'problems'>): number[] => problems.map(({ line }) => line);

/** A place on the tape; `fromEnd` leaves that many lines out. */
const place = (fromEnd = 0) => fc.nat().map((number) => number % (lines.length - fromEnd));
const check = <Ts>(property: fc.IRawProperty<Ts>) => fc.assert(property, { numRuns: 500 });

describe('verifying finds', () => {
  it('a character that was changed, and names no line before it', () => {
    check(
      fc.property(place(), fc.nat(), CHARACTERS, (index, number, character) => {
        const line = lines[index] ?? '';
        const at = number % line.length;
        fc.pre(line[at] !== character);
        const verdict = verify(lines.with(index, line.slice(0, at) + character + line.slice(at + 1)));
        // A last line that is no record any more leaves the tape without an end, too.
        const named = namedBy({ problems: verdict.problems.filter(({ trouble }) => trouble !== 'unended') });
        expect(Math.min(...named)).toBe(index + 1);
      }),
    );
  });

  it('a line that was changed and sealed again: the next one does not fit', () => {
    check(
      fc.property(place(1), fc.integer({ min: 0, max: 9_999_999 }), (index, at) => {
        const { chain, ...before } = JSON.parse(lines[index] ?? '');
        fc.pre(before.at !== at);
        const sealed = seal({ ...before, at }, index === 0 ? '' : (unseal(lines[index - 1] ?? '', '')?.chain ?? ''));
        expect(chain).not.toBe(sealed.chain);
        const verdict = verify(lines.with(index, sealed.line));
        expect(verdict.problems).toMatchObject([{ trouble: 'changed', line: index + 2, seq: index + 1 }]);
      }),
    );
  });

  it('lines that were dropped, and tells which', () => {
    check(
      fc.property(place(), fc.integer({ min: 1, max: 20 }), (index, many) => {
        const count = Math.min(many, lines.length - index);
        fc.pre(count < lines.length);
        const verdict = verify(lines.toSpliced(index, count));
        if (index + count === lines.length) expect(verdict.problems).toMatchObject([{ trouble: 'unended', line: index, seq: index - 1 }]);
        else expect(verdict.problems).toMatchObject([{ trouble: 'missing', line: index + 1, seq: index + count }]);
      }),
    );
  });

  it('two lines that changed places, however far apart, and names every line that stands too late', () => {
    check(
      fc.property(place(1), place(1), (one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        fc.pre(first < second);
        const verdict = verify(lines.with(first, lines[second] ?? '').with(second, lines[first] ?? ''));
        expect(new Set(troublesOf(verdict))).toEqual(new Set(['moved']));
        expect(namedBy(verdict)).toEqual(Array.from({ length: second - first }, (_, step) => first + step + 2));
      }),
    );
  });

  it('a line that stands there twice, wherever its copy is', () => {
    check(
      fc.property(place(), place(), (index, at) => {
        const verdict = verify(lines.toSpliced(at, 0, lines[index] ?? ''));
        const repeated = verdict.problems.filter(({ trouble }) => trouble === 'repeated');
        expect(repeated).toMatchObject([{ seq: index, line: at <= index ? index + 2 : at + 1 }]);
      }),
    );
  });

  it('where it was cut, at any character', () => {
    check(
      fc.property(fc.nat(), (number) => {
        const text = ndjson.slice(0, 1 + (number % (ndjson.length - 2)));
        const whole = text.split('\n').slice(0, -1).length;
        const isCut = !text.endsWith('\n') && !lines.includes(text.split('\n').at(-1) ?? '');
        const left = isCut || text.endsWith('\n') ? whole : whole + 1;
        const wanted = [
          ...(left > 0 && left < lines.length ? [{ trouble: 'unended', line: left, seq: left - 1 }] : []),
          ...(isCut ? [{ trouble: 'cut', line: whole + 1 }] : []),
        ];
        expect(verifyTape(text).problems).toMatchObject(wanted);
      }),
    );
  });

  it('any other change', () => {
    check(
      fc.property(fc.nat(), fc.nat({ max: 400 }), fc.string({ unit: 'binary', maxLength: 60 }), (number, many, text) => {
        const from = number % ndjson.length;
        const changed = ndjson.slice(0, from) + text + ndjson.slice(from + many);
        const recordsOf = (whole: string) => whole.split('\n').filter((line) => line !== '');
        fc.pre(recordsOf(changed).length > 0 && recordsOf(changed).join('\n') !== lines.join('\n'));
        expect(verifyTape(changed).sound).toBe(false);
      }),
    );
  });
});
