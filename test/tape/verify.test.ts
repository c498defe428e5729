import { beforeAll, describe, expect, it } from 'vitest';
import { type Verdict, verifyTape } from '../../src/tape/verify.js';
import { MemoryTape, record } from './recording.js';

let lines: string[];

beforeAll(async () => {
  const tape = new MemoryTape('on');
  await record(tape);
  lines = tape.lines;
});

const verify = (changed: readonly string[], end = '\n'): Verdict => verifyTape(changed.join('\n') + end);
const troubles = ({ problems }: Verdict) => problems.map(({ trouble, line, seq }) => [trouble, line, seq]);

describe('verifying a tape', () => {
  it('finds nothing on one that is as it was written', () => {
    expect(verify(lines)).toEqual({ sound: true, streams: 1, records: lines.length, problems: [] });
  });

  it('names a line that was changed, wherever it is', () => {
    for (let index = 0; index < lines.length; index += 1) {
      const changed = lines.map((line, at) => (at === index ? line.replace(/"at":\d/, '"at":7') : line));
      expect(troubles(verify(changed))).toEqual([['changed', index + 1, index]]);
    }
  });

  it('names a line that is no record any more', () => {
    const changed = lines.with(4, '{"v":1');
    expect(troubles(verify(changed))).toEqual([
      ['changed', 5, undefined],
      ['missing', 6, 5],
    ]);
  });

  it('names the place of a line that was dropped', () => {
    for (let index = 0; index < lines.length - 1; index += 1)
      expect(troubles(verify(lines.toSpliced(index, 1)))).toEqual([['missing', index + 1, index + 1]]);
  });

  it('tells how many lines are missing', () => {
    const { problems } = verify(lines.toSpliced(3, 4));
    expect(problems.map(({ message }) => message)).toEqual(['records 3 to 6 are missing before this line']);
  });

  it('names two lines that changed places', () => {
    for (let index = 0; index < lines.length - 2; index += 1) {
      const swapped = lines.with(index, lines[index + 1] ?? '').with(index + 1, lines[index] ?? '');
      expect(troubles(verify(swapped))).toEqual([['moved', index + 2, index]]);
    }
  });

  it('names a line that stands there twice', () => {
    expect(troubles(verify(lines.toSpliced(5, 0, lines[3] ?? '')))).toEqual([['repeated', 6, 3]]);
  });

  it('says that a tape was truncated, at a line or in the middle of one', () => {
    const half = lines.slice(0, 6);
    expect(troubles(verify(half))).toEqual([['unended', 6, 5]]);
    expect(troubles(verify([...half, lines[6]?.slice(0, 40) ?? ''], ''))).toEqual([
      ['unended', 6, 5],
      ['cut', 7, undefined],
    ]);
  });

  it('names what was put behind the end', () => {
    const last = lines.at(-1) ?? '';
    const surplus = last.replace(/"seq":(\d+)/, (_, seq) => `"seq":${Number(seq) + 1}`);
    expect(troubles(verify([...lines, surplus])).map(([trouble]) => trouble)).toEqual(['surplus', 'changed']);
  });

  it('tells streams on one tape apart', async () => {
    const other = new MemoryTape();
    await record(other, { options: { streamId: 's2' } });
    const mixed = lines.flatMap((line, index) => [line, ...(other.lines[index] ? [other.lines[index]] : [])]);
    const all = [...mixed, ...other.lines.slice(lines.length)];
    expect(verify(all)).toMatchObject({ sound: true, streams: 2 });
    const dropped = all.filter((line) => line !== other.lines[3]);
    expect(verify(dropped).problems).toMatchObject([{ trouble: 'missing', stream: 's2', seq: 4 }]);
  });
});
