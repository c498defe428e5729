// The main path: what the caller says goes to the intake, the intake's bell wakes the chart, the chart's commands go to the
// delivery, and the platform's answers come back to the chart as events.

import { randomUUID } from 'node:crypto';
import type { AdvanceCommand, CloseEvent, StreamCommand, StreamEvent } from '../machines/vocabulary.js';
import { budgetOf } from './budget/budget-of.js';
import type { Budget } from './budget.js';
import { type ChartEvent, type ChartSnapshot, LiveChart } from './chart/live-chart.js';
import { systemClock } from './clock.js';
import type { ResolvedConfig } from './config.js';
import type { ConsumerOptions, StreamConsumer, StreamView } from './consumer.js';
import { InvalidInputError } from './errors.js';
import { chainFilters } from './filters/chain.js';
import { watchedBy } from './inspect.js';
import type { Outcome } from './outcome.js';
import { quietly } from './quietly.js';
import { checkOptions } from './stream/check-options.js';
import { Delivery } from './stream/delivery.js';
import { Intake } from './stream/intake.js';
import { Ledger } from './stream/ledger.js';
import { Pages } from './stream/pages.js';
import { Patience } from './stream/patience.js';
import { Report } from './stream/report.js';
import type { Past } from './stream/restore.js';
import { settingsOf } from './stream/settings.js';
import { StallWatch } from './stream/stall-watch.js';
import { Recorder } from './tape/recorder.js';
import { stateName } from './tape/state-name.js';
import { wordsOf } from './words-of.js';

/** How much longer a call that is on its way may take once the caller has cancelled. */
const CANCELLED_CALL_MS = 4_000;

/** Streams one answer to one chat. Nothing is called before the first text; everything that can be wrong about the options is
 *  thrown here.
 *  @throws {ConfigError} for a configuration that is not valid.
 *  @throws {InvalidInputError} for an adapter or another option of the wrong shape. */
export function createStreamConsumer(options: ConsumerOptions): StreamConsumer {
  return startStream(options);
}

/** The same, going on where the tape of another process ends. What that process did is not done again. */
export function startStream(options: ConsumerOptions, past?: Past): StreamConsumer {
  checkOptions(options);
  return new Stream(options, past);
}

/** A class and not a function full of functions, which would be made anew for each stream. Only what the caller may take off it is bound. */
class Stream implements StreamConsumer {
  readonly streamId: string;
  readonly settled: Promise<Outcome>;

  readonly #config: ResolvedConfig;
  readonly #budget: Budget;
  readonly #signal: AbortSignal | undefined;
  readonly #recorder: Recorder | undefined;
  readonly #watch: ((event: ChartEvent) => void) | undefined;
  readonly #intake: Intake;
  readonly #ledger = new Ledger();
  readonly #patience: Patience;
  readonly #report: Report;
  readonly #delivery: Delivery;
  readonly #stall: StallWatch;
  readonly #chart: LiveChart;
  #position = { from: 0, shown: 0 };
  #settle: (outcome: Outcome) => void = () => {};
  #outcome: Outcome | undefined;

  constructor(options: ConsumerOptions, past: Past | undefined) {
    const { adapter, chatId, replyTo, metadata, signal, tape, inspect, filters = [], onNewMessage, streamId = randomUUID() } = options;
    const clock = options.clock ?? systemClock;
    const budget = options.budget ?? budgetOf(adapter, clock);
    const { config, input } = settingsOf(adapter, options.config);
    const recorder = tape && new Recorder({ tape, streamId, clock, input, adapter, config, chatId, replyTo, metadata, after: past?.after });
    this.streamId = streamId;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#config = config;
    this.#budget = budget;
    this.#signal = signal;
    this.#recorder = recorder;

    const intake = new Intake({
      clock,
      joined: config.segments === 'joined',
      // What is on a tape went through the filters before.
      startFilters: () => chainFilters(past ? [] : filters),
      ...(recorder && { heard: recorder.heard }),
      ring: (what) => this.#chart.send(this.#rungFor(what)),
    });
    const ledger = this.#ledger;
    this.#intake = intake;
    this.#patience = new Patience(clock, config.finishTimeout * 1_000);
    this.#report = new Report(intake, ledger);
    this.#delivery = new Delivery({
      adapter,
      chatId,
      replyTo,
      metadata,
      streamId,
      config,
      clock,
      intake,
      pages: new Pages(adapter.limits, config.cursor, chainFilters(filters)),
      ledger,
      patience: this.#patience,
      budget,
      recorder,
      onNewMessage: (message) => quietly(() => onNewMessage?.(message)),
      answer: (event) => this.#chart.send(event),
    });
    this.#stall = new StallWatch(clock, config.stallTimeout * 1_000, () => this.#breakOff('stalled', 'the source fell silent'));

    const restored = past?.restore(past, {
      intake,
      delivery: this.#delivery,
      ledger,
      close: () => this.#closing(),
      next: (command) => this.#nextItem(command),
      move: (to) => (this.#position = to),
    });
    const snapshot = restored?.snapshot;
    this.#watch = inspect && watchedBy(inspect, { input, snapshot, id: streamId });
    this.#chart = new LiveChart({ input, snapshot, clock, rested: (event, at, commands) => this.#rested(event, at, commands) });
    this.#chart.start();
    if (past?.found) recorder?.answered(past.found.call, past.found.result, 0);
    if (intake.ended) this.#patience.finish();
    for (const event of restored?.next ?? []) this.#chart.send(event);
    if (signal?.aborted) this.#onAbort();
    else signal?.addEventListener('abort', this.#onAbort);
  }

  // ---- the chart's commands -------------------------------------------------------------------------------------------

  /** What the chart decided goes on the tape, and then it is done. */
  #rested(event: ChartEvent, snapshot: ChartSnapshot, commands: readonly StreamCommand[]): void {
    this.#watch?.(event);
    this.#recorder?.rested(event, snapshot, commands, this.#delivery.nextSeq);
    for (const command of commands) this.#obey(command);
    if (snapshot.status !== 'active') this.#end(snapshot);
  }

  #obey(command: StreamCommand): void {
    switch (command.type) {
      case 'bell':
        this.#position = command;
        this.#intake.setBell(command);
        break;
      case 'call':
        this.#delivery.run(command);
        break;
      case 'advance':
        this.#chart.send(this.#nextItem(command));
        break;
      case 'join':
        this.#patience.nextItem();
        this.#intake.join();
        break;
    }
  }

  #end({ value, context }: ChartSnapshot): void {
    this.#stall.stop();
    this.#budget.leave(this.streamId);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    for (const item of this.#intake.items) for (const done of item.barriers) done();
    const outcome = this.#report.outcome(value === 'cancelled', this.#delivery, context);
    this.#outcome = outcome;
    this.#recorder?.settled(outcome);
    this.#settle(outcome);
  }

  #nextItem({ end, shown }: AdvanceCommand): StreamEvent {
    this.#ledger.close();
    this.#patience.nextItem();
    const item = this.#intake.current;
    const rest = end === 'incomplete' ? item.slice(shown, item.length).trim() : '';
    const carried = this.#intake.advance(rest);
    this.#report.itemEnded(item, end, shown, carried !== null && carried > 0);
    if (carried !== null) return { type: 'NEXT', carried };
    return { type: this.#report.isStopped() ? 'STOP' : 'END' };
  }

  /** What the intake's bell tells the chart. */
  #rungFor(what: 'more' | 'close'): StreamEvent {
    return what === 'close' ? this.#closing() : { type: 'MORE', have: this.#intake.current.have, via: this.#delivery.via() };
  }

  #closing(): CloseEvent {
    const item = this.#intake.current;
    if (item.closing) this.#patience.close(item.closing);
    this.#report.applyFinalText(item, this.#position.from);
    return {
      type: 'CLOSE',
      have: item.have,
      stands: item.stands,
      fresh: item.closing === 'end' && this.#delivery.isStale(),
      gather: this.#delivery.gathers() && this.#intake.mayJoin(),
    };
  }

  // ---- what the caller says -------------------------------------------------------------------------------------------

  readonly onDelta = (delta: string | null): void => {
    if (delta === null) this.onSegmentBreak();
    else if (typeof delta !== 'string') throw new InvalidInputError(`a delta must be a string or null, got ${typeof delta}`);
    else if (delta !== '') {
      this.#intake.delta(delta);
      if (!this.#intake.ended) this.#stall.heard();
    }
  };

  readonly onSegmentBreak = (): void => {
    this.#stall.stop();
    this.#intake.boundary();
  };

  readonly onCommentary = (text: string): void => {
    if (typeof text !== 'string') throw new InvalidInputError(`a commentary must be a string, got ${typeof text}`);
    this.#intake.commentary(text);
  };

  readonly flush = (): Promise<void> => {
    this.#stall.stop();
    return new Promise((resolve) => {
      if (this.#outcome) resolve();
      else this.#intake.barrier(resolve);
    });
  };

  readonly finish = (finalText?: string): void => {
    if (finalText !== undefined && typeof finalText !== 'string')
      throw new InvalidInputError(`the final text must be a string, got ${typeof finalText}`);
    this.#hurry();
    this.#intake.end(finalText);
  };

  readonly interrupt = (cause: unknown): void => {
    this.#breakOff('interrupted', wordsOf(cause));
  };

  readonly cancel = (reason = 'cancelled', { mode = 'keep' }: { mode?: 'keep' | 'discard' | undefined } = {}): void => {
    if (this.#outcome || this.#report.isDiscarded()) return;
    this.#stall.stop();
    this.#report.cancelled(reason, mode, this.#intake.ended);
    this.#patience.cancel();
    this.#delivery.hasten(CANCELLED_CALL_MS);
    if (mode === 'discard') {
      this.#intake.discard();
      this.#chart.send({ type: 'DISCARD' });
    } else {
      this.#intake.end();
      this.#chart.send({ type: 'HURRY' });
    }
  };

  readonly view = (): StreamView => {
    const { value, context } = this.#chart.snapshot;
    const waiting = this.#intake.items.reduce((sum, item) => sum + item.length, 0);
    return {
      state: stateName(value),
      pending: this.#outcome ? this.#outcome.unshown.length : Math.max(0, waiting - context.shown),
      calls: this.#delivery.calls,
      messages: this.#ledger.entries.filter((entry) => entry.certainty !== 'unseen').map(({ id, text }) => ({ id, text })),
    };
  };

  get alreadySent(): boolean {
    return this.#outcome?.alreadySent ?? false;
  }

  #breakOff(reason: 'interrupted' | 'stalled', message: string): void {
    if (this.#intake.ended) return;
    this.#report.brokeOff(reason, message);
    this.#hurry();
    this.#intake.end(undefined, this.#config.interruptedMark);
  }

  /** No more text comes: what remains has a time to be done in. */
  #hurry(): void {
    this.#stall.stop();
    this.#patience.finish();
    this.#delivery.hasten(this.#config.finishTimeout * 1_000);
  }

  readonly #onAbort = (): void => this.cancel('aborted');
}
