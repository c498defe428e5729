// What a gateway counts, in the words of Prometheus (prometheus.io/docs/instrumenting/exposition_formats, text format 0.0.4). Times are in
// seconds there. Only counts leave it: no text, no chat, no person.

import type { Outcome } from '../outcome.js';
import type { Answer } from './message.js';

interface Family {
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
}

const families = {
  tokentape_accepting: { type: 'gauge', help: '1 while messages are taken, 0 once the gateway closes.' },
  tokentape_conversations: { type: 'gauge', help: 'Conversations in which something is going on.' },
  tokentape_answers_running: { type: 'gauge', help: 'Answers that are being written.' },
  tokentape_messages_waiting: { type: 'gauge', help: 'Messages that wait for their turn.' },
  tokentape_messages_total: { type: 'counter', help: 'Messages, by what became of them.' },
  tokentape_answers_total: { type: 'counter', help: 'Answers that have ended, by the status of their outcome.' },
  tokentape_calls_total: { type: 'counter', help: 'Platform calls that answers made.' },
  tokentape_typing_calls_total: { type: 'counter', help: 'Platform calls that showed somebody typing.' },
  tokentape_missing_characters_total: { type: 'counter', help: 'Accepted characters that did not reach the screen.' },
  tokentape_late_total: { type: 'counter', help: 'What agents said after their answer had ended; it was not shown.' },
  tokentape_wait_seconds: { type: 'histogram', help: 'From the message to the beginning of its answer.' },
  tokentape_first_text_seconds: { type: 'histogram', help: 'From the beginning of an answer to its first text on screen.' },
  tokentape_answer_seconds: { type: 'histogram', help: 'From the beginning of an answer to its end.' },
} satisfies Record<string, Family>;

type Name = keyof typeof families;
type Histogram = { [N in Name]: (typeof families)[N]['type'] extends 'histogram' ? N : never }[Name];

/** One line: a name, its labels and a number. */
export interface Sample {
  /** What is counted, as `tokentape_answers_total`. */
  family: Name;
  /** What is put behind the family's name: `_bucket`, `_sum`, `_count`. */
  suffix?: string | undefined;
  /** What tells it from others of its family. */
  labels?: Readonly<Record<string, string>> | undefined;
  /** Seconds for durations, else a number of things. */
  value: number;
}

const secondsUpTo = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** What has happened in one gateway so far. */
export class Metrics {
  readonly #counts = new Map<string, Sample>();
  readonly #times: Record<Histogram, { buckets: number[]; sum: number; count: number }> = {
    tokentape_wait_seconds: emptyTimes(),
    tokentape_first_text_seconds: emptyTimes(),
    tokentape_answer_seconds: emptyTimes(),
  };

  constructor() {
    // What has not happened yet is 0, not absent: a rate needs a beginning.
    for (const result of ['answered', 'busy', 'full', 'closing', 'superseded', 'withdrawn', 'failed'])
      this.#add('tokentape_messages_total', 0, { result });
    for (const status of ['delivered', 'partial', 'undelivered', 'cancelled']) this.#add('tokentape_answers_total', 0, { status });
    for (const family of [
      'tokentape_calls_total',
      'tokentape_typing_calls_total',
      'tokentape_missing_characters_total',
      'tokentape_late_total',
    ] as const)
      this.#add(family, 0);
  }

  messageEnded(answer: Answer): void {
    this.#add('tokentape_messages_total', 1, { result: answer.status === 'refused' ? answer.reason : 'answered' });
  }

  answerEnded({ status, calls, unshown }: Outcome): void {
    this.#add('tokentape_answers_total', 1, { status });
    this.#add('tokentape_calls_total', calls);
    this.#add('tokentape_missing_characters_total', unshown.length);
  }

  typingCalled(): void {
    this.#add('tokentape_typing_calls_total', 1);
  }

  saidLate(): void {
    this.#add('tokentape_late_total', 1);
  }

  took(family: Histogram, ms: number): void {
    const seconds = ms / 1_000;
    const times = this.#times[family];
    times.sum += seconds;
    times.count += 1;
    secondsUpTo.forEach((most, index) => {
      if (seconds <= most) times.buckets[index] = (times.buckets[index] ?? 0) + 1;
    });
  }

  samples(): Sample[] {
    return [...this.#counts.values(), ...(Object.keys(this.#times) as Histogram[]).flatMap((family) => this.#timesOf(family))];
  }

  #timesOf(family: Histogram): Sample[] {
    const { buckets, sum, count } = this.#times[family];
    return [
      ...secondsUpTo.map((most, index) => ({ family, suffix: '_bucket', labels: { le: String(most) }, value: buckets[index] ?? 0 })),
      { family, suffix: '_bucket', labels: { le: '+Inf' }, value: count },
      { family, suffix: '_sum', value: sum },
      { family, suffix: '_count', value: count },
    ];
  }

  #add(family: Name, by: number, labels?: Record<string, string>): void {
    const key = `${family}${JSON.stringify(labels ?? {})}`;
    const sample = this.#counts.get(key) ?? { family, labels, value: 0 };
    sample.value += by;
    this.#counts.set(key, sample);
  }
}

function emptyTimes() {
  return { buckets: secondsUpTo.map(() => 0), sum: 0, count: 0 };
}

/** The samples of several gateways as one page: the lines of a family stand together, each with the name of its gateway. */
export function exposition(gateways: readonly { name: string; samples(): Sample[] }[]): string {
  const samples = gateways.flatMap(({ name, samples: read }) =>
    read().map((sample) => ({ ...sample, labels: { gateway: name, ...sample.labels } })),
  );
  const parts = (Object.keys(families) as Name[]).map((family) => {
    const { type, help } = families[family];
    const lines = samples
      .filter((sample) => sample.family === family)
      .map(({ suffix = '', labels, value }) => `${family}${suffix}{${labelsOf(labels)}} ${value}`);
    return [`# HELP ${family} ${help}`, `# TYPE ${family} ${type}`, ...lines].join('\n');
  });
  return `${parts.join('\n')}\n`;
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))}"`)
    .join(',');
}
