import type { ConsumerOptions, StreamConsumer } from '../../src/consumer.js';
import { startStream } from '../../src/create-stream-consumer.js';
import type { Filter } from '../../src/filters/filter.js';
import { closeFences, hideReasoning } from '../../src/filters/index.js';
import type { Outcome } from '../../src/outcome.js';
import { restore } from '../../src/stream/restore.js';
import { unseal } from '../../src/tape/chain.js';
import type { InputRecord, TapeRecord } from '../../src/tape/record.js';
import { holdBack } from './hold-back.js';
import { MARK, Mint } from './mint.js';
import { MoodyBudget } from './moody-budget.js';
import { observersOf } from './observers.js';
import { Platform } from './platform.js';
import { Said } from './said.js';
import type { FilterName, Script, Step } from './script.js';
import { ProcessClock, SimClock } from './sim-clock.js';
import { Watch } from './watch.js';

/** What was seen of one run, from outside. */
export interface Run {
  script: Script;
  said: Said;
  platform: Platform;
  budget: MoodyBudget | undefined;
  /** Undefined if it never settled. */
  outcome: Outcome | undefined;
  alreadySent: boolean;
  records: TapeRecord[];
  lines: string[];
  announced: { id: unknown; text: string }[];
  /** Virtual milliseconds from the end of the input to `settled`. */
  tookMs: number;
  callsAtCancel: number | undefined;
  callsAtSettled: number;
  openFlushes: number;
  /** What the client had been told was on screen when a flush resolved, and what had been said when it was asked for. */
  flushes: { wanted: string; told: string }[];
  thrown: unknown[];
  /** What did not hold at some moment on the way. */
  complaints: string[];
  /** How many processes died. */
  crashes: number;
}

const FILTERS: Readonly<Record<FilterName, () => Filter>> = { reasoning: () => hideReasoning(), fences: closeFences, late: holdBack };

/** More timers than any run needs. */
const MOST_TIMERS = 20_000;
/** Virtual time in which late effects may still land, and nothing may be called. */
const AFTERMATH_MS = 20_000;
/** Text is on the tape at the latest this long after it was said. */
const BATCH_MS = 25;

/** Plays a script from its first step to long after the end. */
export async function play(script: Script): Promise<Run> {
  return new Player(script).play();
}

class Player {
  readonly #script: Script;
  readonly #clock: SimClock;
  readonly #mint: Mint;
  readonly #run: Run;
  readonly #watch: Watch;
  #process: ProcessClock;
  #consumer: StreamConsumer;
  /** The end of a delta that comes with the next one. */
  #kept = '';
  #endedAt: number | undefined;
  /** When the last delta came, unless a boundary or a flush has said since that silence is to be expected. */
  #heardAt: number | undefined;
  #saidAt = 0;

  constructor(script: Script) {
    const clock = new SimClock(script.timerDriftMs, () => this.#watch.look(this.#consumer));
    const platform = new Platform(script, clock);
    const isHiding = script.filters.includes('reasoning');
    this.#script = script;
    this.#clock = clock;
    this.#mint = new Mint(isHiding);
    this.#run = {
      ...{ script, platform, outcome: undefined, alreadySent: false, announced: [], tookMs: Number.POSITIVE_INFINITY },
      ...{ records: [], lines: [], callsAtCancel: undefined, callsAtSettled: 0, openFlushes: 0, flushes: [], thrown: [], complaints: [] },
      budget: script.budget === 'moody' ? new MoodyBudget(script.luck ?? 0) : undefined,
      said: new Said({ hides: isHiding }),
      crashes: 0,
    };
    this.#watch = new Watch(this.#run);
    this.#process = new ProcessClock(clock);
    this.#consumer = startStream({ ...this.#options(), ...observersOf(script, this.#run) });
    this.#follow(this.#consumer);
  }

  #options(): ConsumerOptions {
    const { config, filters } = this.#script;
    return {
      adapter: this.#run.platform.adapter,
      chatId: 'chat',
      replyTo: 'question',
      clock: this.#process,
      streamId: 'simulated',
      budget: this.#run.budget,
      config: { ...config, interruptedMark: config.interruptedMark === '' ? '' : MARK },
      filters: filters.map((name) => FILTERS[name]()),
    };
  }

  #follow(consumer: StreamConsumer): void {
    const run = this.#run;
    void consumer.settled.then((outcome) => {
      run.outcome = outcome;
      run.callsAtSettled = run.platform.calls.length;
      run.tookMs = this.#clock.elapsed() - (this.#endedAt ?? this.#clock.elapsed());
    });
  }

  async play(): Promise<Run> {
    const run = this.#run;
    for (const step of this.#script.steps) await this.#do(step);
    if (!run.said.isOver) await this.#do({ do: 'finish', final: 'none' });
    await this.#clock.runUntil(() => run.outcome !== undefined, MOST_TIMERS);
    await this.#clock.advance(AFTERMATH_MS);
    run.alreadySent = this.#consumer.alreadySent;
    return run;
  }

  async #do(step: Step): Promise<void> {
    try {
      await this.#take(step);
      this.#consumer.view();
    } catch (error) {
      this.#run.thrown.push(error);
    }
  }

  async #take(step: Step): Promise<void> {
    const { platform, said } = this.#run;
    const consumer = this.#consumer;
    switch (step.do) {
      case 'say': {
        const text = this.#kept + this.#text(step.text);
        const cut = Math.max(0, text.length - step.keep);
        this.#kept = text.slice(cut);
        return this.#say(text.slice(0, cut));
      }
      case 'wait':
        return this.#wait(step.ms);
      case 'boundary':
        this.#sayKept();
        this.#heardAt = undefined;
        said.boundary();
        return consumer.onDelta(null);
      case 'note': {
        this.#sayKept();
        const text = this.#text(step.text).toWellFormed();
        said.note(text);
        return consumer.onCommentary(text);
      }
      case 'flush':
        return this.#flush();
      case 'delete':
        return platform.deleteVisible(step.nth);
      case 'jump':
        // The watchdog measures silence by the clock, the script by its own steps.
        return this.#script.config.stallTimeout > 0 ? undefined : this.#clock.jump(step.ms);
      case 'finish':
        return this.#finish(step);
      case 'interrupt':
        this.#sayKept();
        said.breakOff(this.#script.config.interruptedMark);
        this.#end();
        return consumer.interrupt(new Error('the source broke off'));
      case 'cancel':
        return this.#cancel(step.mode);
      case 'crash':
        return this.#crash(step);
    }
  }

  #say(text: string): void {
    if (text !== '') {
      this.#heardAt = this.#clock.elapsed();
      this.#saidAt = this.#clock.elapsed();
    }
    this.#run.said.say(text);
    this.#consumer.onDelta(text);
  }

  #sayKept(): void {
    const kept = this.#kept;
    this.#kept = '';
    if (kept !== '') this.#say(kept);
  }

  async #wait(ms: number): Promise<void> {
    await this.#clock.advance(ms);
    this.#noteSilence();
  }

  /** If the watchdog had to bark in the meantime, all that follows is late. */
  #noteSilence(): void {
    const { stallTimeout, interruptedMark } = this.#script.config;
    const { said } = this.#run;
    if (stallTimeout === 0 || said.isOver || this.#heardAt === undefined) return;
    const stalledAt = this.#heardAt + stallTimeout * 1_000;
    if (this.#clock.elapsed() < stalledAt) return;
    said.breakOff(interruptedMark);
    this.#endedAt ??= stalledAt;
  }

  #flush(): void {
    this.#sayKept();
    const { said, flushes, platform } = this.#run;
    this.#heardAt = undefined;
    said.flush();
    const wanted = said.ink;
    this.#run.openFlushes += 1;
    void this.#consumer.flush().then(() => {
      this.#run.openFlushes -= 1;
      flushes.push({ wanted, told: platform.told.map(({ told }) => told).join('') });
    });
  }

  #finish({ final, text }: Extract<Step, { do: 'finish' }>): void {
    this.#sayKept();
    const { said } = this.#run;
    const finalText = text ?? said.finalText(final, (spec) => this.#text(spec));
    said.finish(finalText);
    this.#end();
    this.#consumer.finish(finalText);
  }

  #text(spec: string): string {
    return this.#script.isLiteral ? spec : this.#mint.text(spec);
  }

  #cancel(mode: 'keep' | 'discard'): void {
    this.#sayKept();
    this.#run.said.end();
    if (!this.#run.outcome) {
      this.#run.callsAtCancel ??= this.#run.platform.calls.length;
      this.#endedAt = this.#clock.elapsed();
    }
    this.#consumer.cancel('the script says so', { mode });
  }

  /** All that is left is the tape; another process ends what this one began. */
  async #crash({ lands, asks }: Extract<Step, { do: 'crash' }>): Promise<void> {
    const run = this.#run;
    await this.#clock.advance(0);
    if (this.#script.observers !== 'good' || run.outcome || run.crashes > 0) return;
    this.#process.die();
    this.#process = new ProcessClock(this.#clock);
    const open = run.records.findLast((record) => record.kind === 'call' || record.kind === 'answer');
    const result = run.platform.restart(lands, asks);
    run.crashes += 1;
    run.openFlushes = 0;
    run.callsAtCancel = undefined;
    this.#kept = '';
    this.#saidAgain(run.records);
    this.#endedAt = this.#clock.elapsed();
    const { seq = 0 } = run.records.at(-1) ?? {};
    const { chain = '' } = unseal(run.lines.at(-1) ?? '', '') ?? {};
    this.#consumer = startStream(
      { ...this.#options(), tape: observersOf(this.#script, run).tape },
      {
        restore,
        records: [...run.records],
        after: { seq, chain },
        found: result && open?.kind === 'call' ? { call: open.call, result } : undefined,
      },
    );
    this.#follow(this.#consumer);
    run.said.breakOff(this.#script.config.interruptedMark);
    this.#consumer.interrupt(new Error('the process that began this stream has ended'));
  }

  /** What the tape holds is what counts as said from now on. It must be all, but for what came in the last moment or is held. */
  #saidAgain(records: readonly TapeRecord[]): void {
    const run = this.#run;
    const before = run.said;
    run.said = new Said({ hides: false });
    for (const record of records) if (record.kind === 'input') repeat(run.said, record);
    const isHeld = this.#script.filters.some((name) => name !== 'fences');
    const isFresh = this.#clock.elapsed() - this.#saidAt <= BATCH_MS + Math.max(0, this.#script.timerDriftMs);
    const { ink } = run.said;
    if (before.superseded !== '' || before.repeated) return;
    if (!before.ink.startsWith(ink)) run.complaints.push('the tape says what was not said');
    else if (ink.length < before.ink.length && !isHeld && !isFresh) run.complaints.push('the tape lacks what was said');
  }

  #end(): void {
    this.#endedAt ??= this.#clock.elapsed();
  }
}

function repeat(said: Said, { input, text = '' }: InputRecord): void {
  if (input === 'text') said.say(text);
  else if (input === 'boundary') said.boundary();
  else if (input === 'commentary') said.note(text);
  else if (input === 'flush') said.flush();
  else if (input === 'end') said.finish(text === '' ? undefined : text);
  else said.end();
}
