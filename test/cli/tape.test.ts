import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryTape, record, runs } from '../tape/recording.js';
import { FakeIo } from './fake-io.js';

describe('the tape commands', () => {
  let directory: string;
  let path: string;
  let lines: string[];

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tape-cli-'));
    path = join(directory, 's1.ndjson');
    const tape = new MemoryTape('on');
    await record(tape, runs.delivered);
    lines = tape.lines;
    await writeFile(path, tape.ndjson);
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it.each([[['replay']], [['tape', 'replay']]])('%j says identical', async (command) => {
    const io = new FakeIo();
    expect(await io.run([...command, path])).toBe(0);
    expect(io.stdout.text).toMatch(/^identical: 1 stream, \d+ events\n$/);
  });

  it('replay names the first record that differs', async () => {
    const changed = (await readFile(path, 'utf8')).replace('"to":"streaming.resting"', '"to":"streaming.clean"');
    await writeFile(path, changed);
    const io = new FakeIo();
    expect(await io.run(['replay', path])).toBe(1);
    expect(io.stdout.text).toMatch(/^different: record \d+ of stream s1: to was streaming\.clean, is streaming\.resting\n$/);
  });

  it('replay of a directory shows how far it is, and counts', async () => {
    for (const name of ['a', 'b']) await writeFile(join(directory, `${name}.ndjson`), `${lines.join('\n')}\n`);
    const io = new FakeIo('errors');
    const draw = vi.spyOn(io.screen, 'write');
    expect(await io.run(['replay', directory])).toBe(0);
    expect(io.stdout.text).toMatch(/^3 of 3 tapes identical · \d+ events in [\d.]+ s \([\d,]+\/s\)\n$/);
    const bars = draw.mock.calls.flatMap(([piece]) => /[█░]+ \d of \d/.exec(piece) ?? []);
    expect(bars).toEqual([1, 2, 3].map((done) => `${'█'.repeat(done * 10)}${'░'.repeat(30 - done * 10)} ${done} of 3`));
  });

  it('verify names the line that was changed', async () => {
    const io = new FakeIo();
    expect(await io.run(['tape', 'verify', path])).toBe(0);
    expect(io.stdout.text).toBe(`1 of 1 tape sound · ${lines.length} records\n`);
    await writeFile(path, lines.toSpliced(4, 1).join('\n'));
    expect(await io.run(['tape', 'verify', path])).toBe(1);
    expect(io.stdout.text).toContain(`${path}:5: missing: record 4 is missing before this line\n`);
  });

  it('show prints the screen of a moment', async () => {
    const io = new FakeIo();
    expect(await io.run(['tape', 'show', path, '--at', '0.7s'])).toBe(0);
    expect(io.stdout.text).toBe('The quick brown fox jumps over the ▉\n');
  });

  it('show tells the story', async () => {
    const io = new FakeIo();
    expect(await io.run(['tape', 'show', path])).toBe(0);
    expect(io.stdout.text).toContain('begins on fake, chat c1');
    expect(io.stdout.text).toContain('│ The quick brown fox jumps over the lazy dog and runs away.');
  });

  it('what-if compares', async () => {
    const io = new FakeIo();
    expect(await io.run(['tape', 'what-if', path, '--edit-interval', '1', '--budget', 'telegram'])).toBe(0);
    const [head = '', ...rows] = io.stdout.text.trimEnd().split('\n');
    expect(head.trim()).toMatch(/^as recorded +what if$/);
    const compared = new Map(
      rows.map((row) => [
        row.slice(0, 20).trim(),
        row
          .slice(20)
          .trim()
          .split(/\s{2,}/),
      ]),
    );
    expect([...compared.keys()]).toEqual([
      ...['outcome', 'calls', 'refused as too soon', 'waits', 'waited in all', 'staleness, mean', 'staleness, worst', 'messages'],
      'characters lost',
    ]);
    for (const values of compared.values()) expect(values).toHaveLength(2);
    expect(compared.get('outcome')).toEqual(['delivered', 'delivered']);
    expect(compared.get('characters lost')).toEqual(['0', '0']);
    const [before = 0, instead = 0] = (compared.get('calls') ?? []).map(Number);
    expect(instead).toBeLessThan(before);
  });

  it('recover finishes what was left', async () => {
    await writeFile(path, `${lines.slice(0, 8).join('\n')}\n`);
    await utimes(path, 0, 0);
    const adapters = join(directory, 'adapters.mjs');
    await writeFile(
      adapters,
      `const ok = async () => ({ ok: true, messageId: 'm1' });
       export default { fake: { name: 'fake', limits: { maxLength: 200, lengthOf: (text) => text.length }, can: { edit: true }, send: ok, edit: ok } };`,
    );
    const io = new FakeIo();
    expect(await io.run(['recover', directory, '--adapters', adapters])).toBe(0);
    expect(io.stdout.text).toMatch(/^s1: partial: .*the process that began this stream has ended/);
    expect(await io.run(['recover', directory, '--adapters', adapters])).toBe(0);
    expect(io.stdout.text).toContain('every stream has its end\n');
  });

  it.each([
    [['tape'], 'tape needs one of verify, show, replay, what-if'],
    [['tape', 'verfy', 'x'], "did you mean 'verify'?"],
    [['tape', 'show', 'x.ndjson', '--at', 'noon'], 'x.ndjson: there is no such file'],
    [['replay'], 'replay needs a FILE or a DIRECTORY'],
    [['recover', 'x'], 'recover needs --adapters MODULE'],
  ])('say what is wrong with %j', async (args, message) => {
    const io = new FakeIo();
    expect(await io.run(args)).toBeGreaterThan(0);
    expect(io.stderr.text).toContain(message);
  });
});
