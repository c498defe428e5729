import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import type { Filter } from '../../src/filters/filter.js';
import { closeFences, hideReasoning } from '../../src/filters/index.js';
import type { Outcome } from '../../src/outcome.js';
import type { TapeRecord } from '../../src/tape/record.js';
import { holdBack } from './hold-back.js';
import { MARK, Mint } from './mint.js';
import { Platform } from './platform.js';
import { Said } from './said.js';
import type { FilterName, Script, Step } from './script.js';
import { SimClock } from './sim-clock.js';

/** What was seen of one run, from outside. */
export interface Run {
  script: Script;
  said: Said;
  platform: Platform;
  /** Undefined if it never settled. */
  outcome: Outcome | undefined;
  alreadySent: boolean;
  records: TapeRecord[];
  announced: { id: unknown; text: string }[];
  /** Virtual milliseconds from the end of the input to `settled`. */
  tookMs: number;
  callsAtCancel: number | undefined;
  callsAtSettled: number;
  openFlushes: number;
  /** What the client had been told was on screen when a flush resolved, and what had been said when it was asked for. */
  flushes: { wanted: string; told: string }[];
  thrown: unknown[];
}

const FILTERS: Readonly<Record<FilterName, () => Filter>> = { reasoning: () => hideReasoning(), fences: closeFences, late: holdBack };

/** More timers than any run needs. */
const MOST_TIMERS = 20_000;
/** Virtual time in which late effects may still land, and nothing may be called. */
const AFTERMATH_MS = 20_000;

/** Plays a script from its first step to long after the end. */
export async function play(script: Script): Promise<Run> {
  return new Player(script).play();
}

class Player {
  readonly #script: Script;
  readonly #clock: SimClock;
  readonly #mint: Mint;
  readonly #run: Run;
  readonly #consumer: ReturnType<typeof createStreamConsumer>;
  /** The end of a delta that comes with the next one. */
  #kept = '';
  #endedAt: number | undefined;
  /** When the last delta came, unless a boundary or a flush has said since that silence is to be expected. */
  #heardAt: number | undefined;

  constructor(script: Script) {
    const clock = new SimClock(script.timerDriftMs);
    const platform = new Platform(script, clock);
    const isHiding = script.filters.includes('reasoning');
    this.#script = script;
    this.#clock = clock;
    this.#mint = new Mint(isHiding);
    this.#run = {
      ...{ script, platform, outcome: undefined, alreadySent: false, records: [], announced: [], tookMs: Number.POSITIVE_INFINITY },
      ...{ callsAtCancel: undefined, callsAtSettled: 0, openFlushes: 0, flushes: [], thrown: [] },
      said: new Said({ isJoined: script.config.segments === 'joined', hides: isHiding }),
    };
    const { announced, records } = this.#run;
    const isGood = script.observers === 'good';
    this.#consumer = createStreamConsumer({
      adapter: platform.adapter,
      chatId: 'chat',
      replyTo: 'question',
      clock,
      streamId: 'simulated',
      config: { ...script.config, interruptedMark: script.config.interruptedMark === '' ? '' : MARK },
      filters: script.filters.map((name) => FILTERS[name]()),
      onNewMessage(message) {
        announced.push(message);
        if (!isGood) throw new Error('the listener blew up');
      },
      tape: {
        write(record) {
          records.push(record);
          if (!isGood) throw new Error('the sink blew up');
        },
      },
    });
  }

  async play(): Promise<Run> {
    const run = this.#run;
    const consumer = this.#consumer;
    void consumer.settled.then((outcome) => {
      run.outcome = outcome;
      run.callsAtSettled = run.platform.calls.length;
      run.tookMs = this.#clock.elapsed() - (this.#endedAt ?? this.#clock.elapsed());
    });
    for (const step of this.#script.steps) await this.#do(step);
    if (!run.said.isOver) await this.#do({ do: 'finish', final: 'none' });
    await this.#clock.runUntil(() => run.outcome !== undefined, MOST_TIMERS);
    await this.#clock.advance(AFTERMATH_MS);
    run.alreadySent = consumer.alreadySent;
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
        const text = this.#kept + this.#mint.text(step.text);
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
        const text = this.#mint.text(step.text).toWellFormed();
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
        return this.#finish(step.final);
      case 'interrupt':
        this.#sayKept();
        said.breakOff(this.#script.config.interruptedMark);
        this.#end();
        return consumer.interrupt(new Error('the source broke off'));
      case 'cancel':
        return this.#cancel(step.mode);
    }
  }

  #say(text: string): void {
    if (text !== '') this.#heardAt = this.#clock.elapsed();
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

  #finish(final: Extract<Step, { do: 'finish' }>['final']): void {
    this.#sayKept();
    const { said } = this.#run;
    const finalText = said.finish(final, (spec) => this.#mint.text(spec));
    this.#end();
    this.#consumer.finish(finalText);
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

  #end(): void {
    this.#endedAt ??= this.#clock.elapsed();
  }
}
