import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { TapeText } from '../../src/tape/record.js';
import { MemoryTape, record, runs } from './recording.js';

const schema = JSON.parse(await readFile(new URL('../../docs/tape.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false }).compile(schema);
const texts: TapeText[] = ['off', 'masked', 'on'];
const allRuns = texts.flatMap((text) => Object.keys(runs).map((name) => [text, name] as const));

async function tapeOf(text: TapeText, name: string): Promise<MemoryTape> {
  const tape = new MemoryTape(text);
  await record(tape, runs[name]);
  return tape;
}

describe('the format of a tape', () => {
  it.each(allRuns)('fits the schema: text %s, %s', async (text, name) => {
    const { lines } = await tapeOf(text, name);
    for (const line of lines) {
      validate(JSON.parse(line));
      expect(validate.errors, line).toBeNull();
    }
  });

  it('has a schema that refuses what is no record', () => {
    const line = { v: 1, stream: 's', seq: 0, at: 1, kind: 'lost', chain: 'a'.repeat(64) };
    expect(validate({ ...line, records: 1 })).toBe(true);
    expect(validate(line)).toBe(false);
    expect(validate({ ...line, records: 1, more: true })).toBe(false);
    expect(validate({ ...line, records: 1, v: 2 })).toBe(false);
  });

  it('begins with the beginning, ends with the end, and numbers what is between', async () => {
    const { records } = await tapeOf('off', 'segments');
    expect(records.at(0)?.kind).toBe('begin');
    expect(records.at(-1)?.kind).toBe('end');
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index));
  });

  it('has the record of a call before the call, and its command before that', async () => {
    const tape = new MemoryTape();
    const seen: (string | undefined)[][] = [];
    const platform = () => {
      seen.push(tape.records.slice(-2).map(({ kind }) => kind));
      return undefined;
    };
    await record(tape, { platform });
    expect(seen.length).toBeGreaterThan(2);
    for (const kinds of seen) expect(kinds).toEqual(['event', 'call']);
  });
});

describe('a tape without text', () => {
  const secrets = ['hunter2', 'tok_9f8e7d', 'socket-secret', 'wrongly-typed', 'reason-given'];

  async function secretRun(text: TapeText): Promise<string> {
    const tape = new MemoryTape(text);
    await record(tape, {
      platform: ({ number }) => (number === 2 ? { ok: false, reason: 'rejected', message: 'cannot parse "hunter2"' } : undefined),
      options: { metadata: { token: 'tok_9f8e7d' } },
      say: async (consumer, clock) => {
        consumer.onDelta('The password is hunter2, ');
        await clock.advance(400);
        consumer.onCommentary('checking wrongly-typed');
        consumer.onDelta('or it was.');
        await clock.advance(400);
        consumer.cancel('reason-given');
        consumer.interrupt(new Error('socket-secret'));
      },
    });
    return tape.ndjson;
  }

  it.each(['off', 'masked'] as const)('holds nothing that was said or handed in: %s', async (text) => {
    const ndjson = await secretRun(text);
    for (const secret of secrets) expect(ndjson).not.toContain(secret);
  });

  it('is the only one: with text on, the same run holds it', async () => {
    expect(await secretRun('on')).toContain('hunter2');
  });

  it('keeps lengths and spacing where text is masked', async () => {
    const { records } = await tapeOf('masked', 'delivered');
    const texts = records.flatMap((one) => (one.kind === 'input' && one.text !== undefined ? [one] : []));
    expect(texts.length).toBeGreaterThan(3);
    for (const { text = '', length } of texts) {
      expect(text).toHaveLength(length ?? -1);
      expect(text).toMatch(/^[x\s]*$/);
    }
    expect(texts.map(({ text }) => text).join('')).toMatch(/^xxx xxxxx /);
  });
});
