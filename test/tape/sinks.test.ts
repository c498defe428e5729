import { PassThrough } from 'node:stream';
import * as api from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { type OtelApi, otelSink, type SpanLike } from '../../src/tape/otel-sink.js';
import type { TapeRecord } from '../../src/tape/record.js';
import { callbackSink, pinoSink, streamSink, teeSink } from '../../src/tape/sinks.js';
import { verifyTape } from '../../src/tape/verify.js';
import { MemoryTape, record, runs } from './recording.js';

describe('a sink', () => {
  it('that throws changes nothing, and what it missed is a record', async () => {
    const without = await record(new MemoryTape());
    const kept = new MemoryTape();
    let count = 0;
    const outcome = await record({
      write(one, line) {
        count += 1;
        if (count >= 5 && count < 8) throw new Error('out of paper');
        kept.write(one, line);
      },
    });
    expect(outcome).toEqual(without);
    const lost = kept.records.flatMap((one) => (one.kind === 'lost' ? [one.records] : []));
    expect(lost.length).toBeGreaterThan(0);
    const { problems } = verifyTape(kept.ndjson);
    expect(problems.map(({ trouble }) => trouble)).toEqual(lost.map(() => 'lost'));
    const whole = new MemoryTape();
    await record(whole);
    expect(kept.records.length - lost.length + lost.reduce((sum, one) => sum + one, 0)).toBe(whole.records.length);
  });

  it('of a stream writes lines, and nothing once the stream has ended', async () => {
    const stream = new PassThrough();
    await record(streamSink(stream));
    stream.end();
    const text = (await stream.toArray()).join('');
    expect(verifyTape(text)).toMatchObject({ sound: true });
    expect(streamSink(stream).write({} as TapeRecord, 'line')).toBe(false);
  });

  it('of a stream that nobody reads takes 4 MiB and no more', () => {
    const sink = streamSink(new PassThrough());
    const taken = Array.from({ length: 60 }, () => sink.write({} as TapeRecord, 'x'.repeat(100_000)));
    expect(taken.filter((one) => one === true)).toHaveLength(42);
  });

  it('of pino warns of what went wrong', async () => {
    const logged: string[] = [];
    const logger = {
      info: (_: object, message: string) => logged.push(message),
      warn: (_: object, message: string) => logged.push(`! ${message}`),
    };
    await record(pinoSink(logger), runs.held);
    expect(logged[0]).toBe('stream s1 begins on fake');
    expect(logged.at(-1)).toBe('stream s1: delivered');
    expect(logged.filter((line) => line.startsWith('!'))).toEqual(['! rateLimited after 30 ms', '! rateLimited after 30 ms']);
  });

  it('among several that fails has a tape that says so, and the others have a whole one', async () => {
    const whole = new MemoryTape();
    const broken = new MemoryTape();
    let count = 0;
    const sometimes = callbackSink((one, line) => {
      count += 1;
      if (count === 3) throw new Error('out of paper');
      if (count === 9 || count === 10) return false;
      broken.write(one, line);
      return true;
    });
    const undisturbed = await record(new MemoryTape());
    expect(await record(teeSink(sometimes, whole))).toEqual(undisturbed);
    expect(verifyTape(whole.ndjson)).toMatchObject({ sound: true });
    const lost = broken.records.flatMap((one) => (one.kind === 'lost' ? [one.records] : []));
    expect(verifyTape(broken.ndjson).problems.map(({ trouble }) => trouble)).toEqual(lost.map(() => 'lost'));
    expect(broken.records.length - lost.length + lost.reduce((sum, one) => sum + one, 0)).toBe(whole.records.length);
  });

  it('that promises to take a record keeps its call waiting, and one that breaks its promise changes nothing', async () => {
    let count = 0;
    const tape = new MemoryTape();
    const outcome = await record(
      teeSink(
        callbackSink(async () => {
          count += 1;
          throw new Error('out of ink');
        }),
        tape,
      ),
    );
    expect(outcome.status).toBe('delivered');
    expect(count).toBe(tape.records.length);
    expect(verifyTape(tape.ndjson)).toMatchObject({ sound: true });
  });

  it('cannot share a tape with one that wants another amount of text', () => {
    expect(() => teeSink(new MemoryTape('on'), new MemoryTape('off'))).toThrow('must want the same text, got on and off');
  });
});

describe('OpenTelemetry', () => {
  interface FakeSpan extends SpanLike {
    name: string;
    parent: string | undefined;
    attributes: Record<string, unknown>;
    status: number;
    ends: (number | undefined)[];
  }

  function fakeApi() {
    const spans: FakeSpan[] = [];
    const measured: [string, number, unknown][] = [];
    const instrument = (name: string) => (value: number, attributes?: unknown) => void measured.push([name, value, attributes]);
    const fake: OtelApi<string | undefined, FakeSpan> = {
      context: { active: () => undefined },
      trace: {
        setSpan: (_, span) => span.name,
        getTracer: () => ({
          startSpan(name, { attributes }, parent) {
            const span: FakeSpan = {
              ...{ name, parent, attributes: { ...attributes }, status: 0, ends: [] },
              setAttributes: (more) => Object.assign(span.attributes, more),
              setStatus: ({ code }) => {
                span.status = code;
              },
              addEvent: () => {},
              end: (at) => void span.ends.push(at),
            };
            spans.push(span);
            return span;
          },
        }),
      },
      metrics: {
        getMeter: () => ({
          createHistogram: (name) => ({ record: instrument(name) }),
          createCounter: (name) => ({ add: instrument(name) }),
        }),
      },
    };
    return { fake, spans, measured };
  }

  it('gets a span for the stream, one for each call in it, and each ends once', async () => {
    const { fake, spans } = fakeApi();
    const outcome = await record(otelSink(fake), runs.held);
    const [stream, ...calls] = spans;
    expect(stream).toMatchObject({ name: 'tokentape.stream', parent: undefined, status: 0 });
    expect(stream?.attributes).toMatchObject({ 'tokentape.status': 'delivered', 'tokentape.calls': outcome.calls });
    expect(calls).toHaveLength(outcome.calls);
    for (const call of calls) expect(call.parent).toBe('tokentape.stream');
    expect(calls.filter(({ status }) => status === 2)).toHaveLength(2);
    for (const { ends } of spans) expect(ends).toHaveLength(1);
  });

  it('gets the metrics', async () => {
    const { fake, measured } = fakeApi();
    const outcome = await record(otelSink(fake), runs.held);
    const of = (name: string) => measured.filter(([one]) => one === `tokentape.${name}`);
    expect(of('calls')).toHaveLength(outcome.calls);
    expect(of('first_text')).toHaveLength(1);
    expect(of('staleness').length).toBeGreaterThanOrEqual(2);
    expect(of('wait').map(([, value]) => value)).toContain(1.515);
    expect(of('outcomes')).toEqual([['tokentape.outcomes', 1, { adapter: 'fake', status: 'delivered' }]]);
  });

  it('is satisfied with its own api', async () => {
    expect((await record(otelSink(api))).status).toBe('delivered');
  });
});
