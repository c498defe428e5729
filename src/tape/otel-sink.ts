// A tape as OpenTelemetry sees it: a span per stream, a span per platform call in it, and metrics. No text, ever.

import type { AnswerRecord, BeginRecord, CallRecord, EndRecord, EventRecord, InputRecord, TapeRecord, TapeSink } from './record.js';

/** What a span or a measurement is labelled with. */
export type Attributes = Record<string, string | number | boolean>;

/** As much of an OpenTelemetry span as is used. */
export interface SpanLike {
  /** As OpenTelemetry has it. */
  setAttributes(attributes: Attributes): unknown;
  /** As OpenTelemetry has it. */
  setStatus(status: { code: number; message?: string }): unknown;
  /** As OpenTelemetry has it; `at` is in milliseconds. */
  addEvent(name: string, attributes?: Attributes, at?: number): unknown;
  /** As OpenTelemetry has it; `at` is in milliseconds. */
  end(at?: number): void;
}

/** As much of `@opentelemetry/api` as is used: `otelSink(await import('@opentelemetry/api'))`. `Context` is whatever it calls one. */
export interface OtelApi<Context, Span extends SpanLike> {
  /** Where spans come from. */
  trace: {
    getTracer(
      name: string,
      version?: string,
    ): { startSpan(name: string, options: { startTime: number; attributes: Attributes }, context: Context): Span };
    setSpan(context: Context, span: Span): Context;
  };
  /** Where instruments come from. */
  metrics: {
    getMeter(
      name: string,
      version?: string,
    ): {
      createHistogram(
        name: string,
        options: { unit: string; description: string },
      ): { record(value: number, attributes?: Attributes): void };
      createCounter(name: string, options: { description: string }): { add(value: number, attributes?: Attributes): void };
    };
  };
  /** What spans are children of. */
  context: { active(): Context };
}

/** OpenTelemetry's `SpanStatusCode.ERROR`. */
const STATUS_ERROR = 2;
const NAME = 'tokentape';

/** Spans `tokentape.stream` and `tokentape.call <op>`, and the metrics `tokentape.first_text` (seconds from the first accepted text to
 *  the first that is shown), `tokentape.staleness` (how long the oldest text that a call shows had waited), `tokentape.wait` (how long
 *  the chart was told to wait), `tokentape.calls` and `tokentape.outcomes`. Streams that never end are let go after 10,000 newer ones. */
export function otelSink<Context, Span extends SpanLike>(api: OtelApi<Context, Span>): TapeSink {
  const meter = api.metrics.getMeter(NAME);
  const instruments: Instruments = {
    firstText: meter.createHistogram('tokentape.first_text', { unit: 's', description: 'from the first accepted text to the first shown' }),
    staleness: meter.createHistogram('tokentape.staleness', { unit: 's', description: 'how long the oldest text of a call had waited' }),
    wait: meter.createHistogram('tokentape.wait', { unit: 's', description: 'how long a call was put off' }),
    calls: meter.createCounter('tokentape.calls', { description: 'platform calls' }),
    outcomes: meter.createCounter('tokentape.outcomes', { description: 'streams that have settled' }),
  };
  const streams = new Map<string, StreamTrace<Context, Span>>();
  return {
    write(record) {
      if (record.kind === 'begin') {
        const [oldest] = streams.keys();
        if (oldest !== undefined && streams.size >= MAX_STREAMS) streams.delete(oldest);
        streams.set(record.stream, new StreamTrace(api, instruments, record));
      }
      streams.get(record.stream)?.take(record);
      if (record.kind === 'end') streams.delete(record.stream);
      return true;
    },
  };
}

const MAX_STREAMS = 10_000;

interface Histogram {
  record(value: number, attributes?: Attributes): void;
}
interface Counter {
  add(value: number, attributes?: Attributes): void;
}
interface Instruments {
  firstText: Histogram;
  staleness: Histogram;
  wait: Histogram;
  calls: Counter;
  outcomes: Counter;
}

class StreamTrace<Context, Span extends SpanLike> {
  readonly #api: OtelApi<Context, Span>;
  readonly #instruments: Instruments;
  readonly #adapter: string;
  readonly #span: Span;
  readonly #context: Context;
  #call: { span: Span; record: CallRecord; oldestAt: number | undefined } | undefined;
  /** When the oldest text that no call has carried was accepted. */
  #oldestAt: number | undefined;
  #hasShown = false;

  constructor(api: OtelApi<Context, Span>, instruments: Instruments, { stream, at, adapter, chart }: BeginRecord) {
    this.#api = api;
    this.#instruments = instruments;
    this.#adapter = adapter.name;
    const attributes = { 'tokentape.stream': stream, 'tokentape.adapter': adapter.name, 'tokentape.chart': `${chart.id}@${chart.version}` };
    this.#span = api.trace.getTracer(NAME).startSpan('tokentape.stream', { startTime: at, attributes }, api.context.active());
    this.#context = api.trace.setSpan(api.context.active(), this.#span);
  }

  take(record: TapeRecord): void {
    switch (record.kind) {
      case 'input':
        this.#input(record);
        break;
      case 'event':
        this.#event(record);
        break;
      case 'call':
        this.#called(record);
        break;
      case 'answer':
        this.#answered(record);
        break;
      case 'lost':
        this.#span.addEvent('records lost', { records: record.records }, record.at);
        break;
      case 'end':
        this.#end(record);
        break;
    }
  }

  #input({ at, input }: InputRecord): void {
    if (input === 'text' || input === 'commentary') this.#oldestAt ??= at;
    else this.#span.addEvent(`source: ${input}`, {}, at);
  }

  #event({ event }: EventRecord): void {
    if ((event.type === 'WAIT' || event.type === 'HELD') && typeof event.ms === 'number')
      this.#instruments.wait.record(event.ms / 1_000, { adapter: this.#adapter, told: event.type === 'HELD' });
  }

  #called(record: CallRecord): void {
    const { at, op, from, to, final, length } = record;
    const attributes = { 'tokentape.from': from, 'tokentape.to': to, 'tokentape.final': final, 'tokentape.length': length };
    const tracer = this.#api.trace.getTracer(NAME);
    const span = tracer.startSpan(`tokentape.call ${op}`, { startTime: at, attributes }, this.#context);
    this.#call = { span, record, oldestAt: this.#oldestAt };
    this.#oldestAt = undefined;
  }

  #answered({ at, result }: AnswerRecord): void {
    const call = this.#call;
    this.#call = undefined;
    if (!call) return;
    const labels = { adapter: this.#adapter, op: call.record.op };
    this.#instruments.calls.add(1, { ...labels, result });
    call.span.setAttributes({ 'tokentape.result': result });
    if (result === 'ok' || result === 'notModified') this.#shown(at, call.oldestAt);
    else {
      call.span.setStatus({ code: STATUS_ERROR, message: result });
      this.#oldestAt = call.oldestAt ?? this.#oldestAt;
    }
    call.span.end(at);
  }

  #shown(at: number, oldestAt: number | undefined): void {
    if (oldestAt === undefined) return;
    const waited = Math.max(0, at - oldestAt) / 1_000;
    this.#instruments.staleness.record(waited, { adapter: this.#adapter });
    if (!this.#hasShown) this.#instruments.firstText.record(waited, { adapter: this.#adapter });
    this.#hasShown = true;
  }

  #end({ at, outcome }: EndRecord): void {
    const { status, calls, unshown, failure } = outcome;
    this.#call?.span.end(at);
    this.#instruments.outcomes.add(1, { adapter: this.#adapter, status, ...(failure && { reason: failure.reason }) });
    this.#span.setAttributes({ 'tokentape.status': status, 'tokentape.calls': calls, 'tokentape.unshown': unshown });
    if (failure) this.#span.setStatus({ code: STATUS_ERROR, message: failure.reason });
    this.#span.end(at);
  }
}
