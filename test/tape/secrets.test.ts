// Planted secrets and what a person was told are on no tape that holds no text: not in a record, not in a line, not in what any sink makes of it.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import pino from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Adapter, Result } from '../../src/adapter.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { hideReasoning } from '../../src/filters/index.js';
import type { Outcome } from '../../src/outcome.js';
import { directorySink } from '../../src/tape/directory-sink.js';
import { fileSink } from '../../src/tape/file-sink.js';
import { type OtelApi, otelSink, type SpanLike } from '../../src/tape/otel-sink.js';
import type { TapeSink, TapeText } from '../../src/tape/record.js';
import { callbackSink, pinoSink, streamSink, teeSink } from '../../src/tape/sinks.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { secretsIn } from '../platforms/output.js';

/** One for each way in. */
const SECRETS = {
  delta: 'planted-delta',
  cutInTwo: 'planted-cut-in-two',
  commentary: 'planted-commentary',
  finalText: 'planted-final-text',
  metadata: 'planted-metadata',
  refusal: 'planted-refusal',
  thrown: 'planted-thrown',
  part: 'planted-part',
  cancelled: 'planted-cancelled',
  interrupted: 'planted-interrupted',
};
/** Hidden by a filter, from a tape with text too. */
const HIDDEN = 'planted-reasoning';

const secrets = [...Object.values(SECRETS), HIDDEN];

/** Three streams with everything that may hold a secret. */
async function tellSecrets(tape: TapeSink): Promise<Outcome[]> {
  const clock = new VirtualClock();
  const answers: (() => Promise<Result>)[] = [
    async () => ({ ok: true, messageId: 'm1' }),
    async () => ({ ok: false, reason: 'rejected', message: `cannot parse ${SECRETS.refusal}` }),
    async () => {
      throw new Error(SECRETS.thrown);
    },
    async () => ({ ok: true, messageId: 'm2', parts: [{ id: 'm2', text: SECRETS.part }] }),
  ];
  const next = () => (answers.length > 1 ? answers.shift() : answers[0])?.() ?? Promise.reject(new Error('no answer'));
  const adapter: Adapter = {
    name: 'fake',
    limits: { maxLength: 200, lengthOf: (text) => text.length },
    can: { edit: true },
    send: next,
    edit: next,
  };
  const open = (streamId: string) =>
    createStreamConsumer({
      ...{ adapter, chatId: 'c1', streamId, clock, tape, metadata: { token: SECRETS.metadata }, filters: [hideReasoning()] },
    });
  const finished = open('finished');
  finished.onDelta(`<think>${HIDDEN}</think>The password is ${SECRETS.delta}, `);
  await clock.advance(1_000);
  finished.onDelta(`or ${SECRETS.cutInTwo.slice(0, 9)}`);
  await clock.advance(1_000);
  finished.onDelta(SECRETS.cutInTwo.slice(9));
  finished.onCommentary(SECRETS.commentary);
  await clock.advance(1_000);
  finished.finish(`So it is ${SECRETS.finalText}.`);

  const cancelled = open('cancelled');
  cancelled.onDelta(`Never mind: ${SECRETS.delta}`);
  await clock.advance(1_000);
  cancelled.cancel(SECRETS.cancelled);

  const interrupted = open('interrupted');
  interrupted.onDelta(`Once more: ${SECRETS.delta}`);
  await clock.advance(1_000);
  interrupted.interrupt(new Error(SECRETS.interrupted));

  const outcomes: Outcome[] = [];
  for (const { settled } of [finished, cancelled, interrupted]) void settled.then((outcome) => outcomes.push(outcome));
  await clock.runUntil(() => outcomes.length === 3);
  return outcomes;
}

/** A sink, and everything that it passed on. */
interface Kept {
  tape: TapeSink;
  kept(): Promise<unknown> | unknown;
}

async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

const filesIn = async (directory: string) =>
  Promise.all((await readdir(directory)).map(async (name) => [name, await readFile(join(directory, name), 'utf8')]));

/** OpenTelemetry, with everything that it is told. */
function listeningOtel(): { api: OtelApi<string, SpanLike>; told: unknown[] } {
  const told: unknown[] = [];
  const hear = (...what: unknown[]) => void told.push(what);
  const span: SpanLike = { setAttributes: hear, setStatus: hear, addEvent: hear, end: hear };
  return {
    told,
    api: {
      context: { active: () => 'root' },
      trace: {
        setSpan: () => 'span',
        getTracer: () => ({
          startSpan(...what) {
            hear(what);
            return span;
          },
        }),
      },
      metrics: { getMeter: () => ({ createHistogram: () => ({ record: hear }), createCounter: () => ({ add: hear }) }) },
    },
  };
}

function inStream(text: TapeText): Kept {
  const stream = new PassThrough();
  return { tape: streamSink(stream, { text }), kept: () => stream.end().toArray() };
}

function inCallback(text: TapeText): Kept {
  const kept: unknown[] = [];
  return { tape: callbackSink((...what) => void kept.push(what), { text }), kept: () => kept };
}

const sinks: Record<string, (text: TapeText) => Kept | Promise<Kept>> = {
  stream: inStream,
  callback: inCallback,
  async file(text) {
    const directory = await emptyDirectory();
    const tape = fileSink(join(directory, 'a.ndjson'), { text });
    return { tape, kept: () => tape.close().then(() => filesIn(directory)) };
  },
  async directory(text) {
    const directory = await emptyDirectory();
    const tape = directorySink(directory, { text });
    return { tape, kept: () => tape.close().then(() => filesIn(directory)) };
  },
  pino(text) {
    const stream = new PassThrough();
    return { tape: pinoSink(pino({ level: 'trace' }, stream), { text }), kept: () => turn().then(() => stream.end().toArray()) };
  },
  tee(text) {
    const [one, other] = [inCallback(text), inStream(text)];
    return { tape: teeSink(one.tape, other.tape), kept: async () => [await one.kept(), await other.kept()] };
  },
};

/** Buffers as what they say. */
const legible = (kept: unknown): unknown => (Array.isArray(kept) ? kept.map(legible) : Buffer.isBuffer(kept) ? String(kept) : kept);

describe.each(Object.entries(sinks))('the %s sink', (_, open) => {
  async function keptBy(text: TapeText): Promise<unknown> {
    const { tape, kept } = await open(text);
    await tellSecrets(tape);
    return legible(await kept());
  }

  it.each(['off', 'masked'] as const)('passes on no secret and no text: %s', async (text) => {
    const kept = await keptBy(text);
    expect(JSON.stringify(kept)).toContain('interrupted');
    expect(secretsIn([kept], secrets)).toEqual([]);
    expect(JSON.stringify(kept)).not.toMatch(/password|Never mind|Once more/);
  });

  it('passes on what it was asked for, and nothing that a filter hides: on', async () => {
    const { cutInTwo: _, ...whole } = SECRETS;
    const kept = await keptBy('on');
    expect(secretsIn([kept], Object.values(whole))).toEqual(Object.values(whole));
    expect(secretsIn([kept], [HIDDEN])).toEqual([]);
  });
});

it('OpenTelemetry is told no text, even where the tape beside it holds some', async () => {
  for (const text of ['off', 'masked', 'on'] as const) {
    const { api, told } = listeningOtel();
    const { tape } = inCallback(text);
    await tellSecrets(teeSink(tape, { ...otelSink(api), text }));
    expect(told.length).toBeGreaterThan(20);
    expect(secretsIn([told], secrets)).toEqual([]);
  }
});
