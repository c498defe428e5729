// The main path: what the caller says goes to the intake, the intake's bell wakes the chart, the chart's commands go to the
// delivery, and the platform's answers come back to the chart as events.

import { randomUUID } from 'node:crypto';
import type { AdvanceCommand, CloseEvent, StreamCommand, StreamEvent } from '../machines/vocabulary.js';
import { budgetOf } from './budget/budget-of.js';
import { type ChartEvent, type ChartSnapshot, LiveChart } from './chart/live-chart.js';
import { checkOptions } from './check-options.js';
import { systemClock } from './clock.js';
import type { ConsumerOptions, StreamConsumer, StreamView } from './consumer.js';
import { Delivery } from './delivery.js';
import { InvalidInputError } from './errors.js';
import { chainFilters } from './filters/chain.js';
import { watchedBy } from './inspect.js';
import { Intake } from './intake.js';
import { Ledger } from './ledger.js';
import type { Outcome } from './outcome.js';
import { Pages } from './pages.js';
import { Patience } from './patience.js';
import { quietly } from './quietly.js';
import { Report } from './report.js';
import type { Past } from './restore.js';
import { settingsOf } from './settings.js';
import { StallWatch } from './stall-watch.js';
import { Recorder } from './tape/recorder.js';
import { stateName } from './tape/state-name.js';

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
  const { adapter, chatId, replyTo, metadata, signal, tape, inspect, filters = [], onNewMessage, streamId = randomUUID() } = options;
  const clock = options.clock ?? systemClock;
  const budget = options.budget ?? budgetOf(adapter, clock);
  const { config, input } = settingsOf(adapter, options.config);
  const recorder = tape && new Recorder({ tape, streamId, clock, input, adapter, config, chatId, replyTo, metadata, after: past?.after });

  const intake = new Intake({
    clock,
    joined: config.segments === 'joined',
    // What is on a tape went through the filters before.
    startFilters: () => chainFilters(past ? [] : filters),
    ...(recorder && { heard: recorder.heard }),
    ring: (what) => send(what === 'close' ? closing() : { type: 'MORE', have: intake.current.have, via: delivery.via() }),
  });
  const pages = new Pages(adapter.limits, config.cursor, chainFilters(filters));
  const ledger = new Ledger();
  const patience = new Patience(clock, config.finishTimeout * 1_000);
  const report = new Report(intake, ledger);
  const delivery = new Delivery({
    adapter,
    chatId,
    replyTo,
    metadata,
    streamId,
    config,
    clock,
    intake,
    pages,
    ledger,
    patience,
    budget,
    recorder,
    onNewMessage: (message) => quietly(() => onNewMessage?.(message)),
    answer: (event) => send(event),
  });
  const stall = new StallWatch(clock, config.stallTimeout * 1_000, () => breakOff('stalled', 'the source fell silent'));

  let position = { from: 0, shown: 0 };
  const restored = past?.restore(past, { intake, delivery, ledger, close: closing, next: nextItem, move: (to) => (position = to) });
  const watch = inspect && watchedBy(inspect, { input, snapshot: restored?.snapshot, id: streamId });
  const chart = new LiveChart({ input, snapshot: restored?.snapshot, clock, rested });
  let settle: (outcome: Outcome) => void = () => {};
  const settled = new Promise<Outcome>((resolve) => {
    settle = resolve;
  });
  let outcome: Outcome | undefined;

  // ---- the chart's commands ---------------------------------------------------------------------------------------------

  /** What the chart decided goes on the tape, and then it is done. */
  function rested(event: ChartEvent, snapshot: ChartSnapshot, commands: readonly StreamCommand[]): void {
    watch?.(event);
    recorder?.rested(event, snapshot, commands, delivery.nextSeq);
    for (const command of commands) obey(command);
    if (snapshot.status !== 'active') end(snapshot);
  }

  function obey(command: StreamCommand): void {
    switch (command.type) {
      case 'bell':
        position = command;
        intake.setBell(command);
        break;
      case 'call':
        delivery.run(command);
        break;
      case 'advance':
        send(nextItem(command));
        break;
      case 'join':
        patience.nextItem();
        intake.join();
        break;
    }
  }

  function end({ value, context }: ChartSnapshot): void {
    stall.stop();
    budget.leave(streamId);
    signal?.removeEventListener('abort', onAbort);
    for (const item of intake.items) for (const done of item.barriers) done();
    outcome = report.outcome(value === 'cancelled', delivery, context);
    recorder?.settled(outcome);
    settle(outcome);
  }

  function nextItem({ end, shown }: AdvanceCommand): StreamEvent {
    ledger.close();
    patience.nextItem();
    const item = intake.current;
    const rest = end === 'incomplete' ? item.slice(shown, item.length).trim() : '';
    const carried = intake.advance(rest);
    report.itemEnded(item, end, shown, carried !== null && carried > 0);
    if (carried !== null) return { type: 'NEXT', carried };
    return { type: report.isStopped() ? 'STOP' : 'END' };
  }

  function send(event: StreamEvent): void {
    chart.send(event);
  }

  function closing(): CloseEvent {
    const item = intake.current;
    if (item.closing) patience.close(item.closing);
    report.applyFinalText(item, position.from);
    return {
      type: 'CLOSE',
      have: item.have,
      stands: item.stands,
      fresh: item.closing === 'end' && delivery.isStale(),
      gather: delivery.gathers() && intake.mayJoin(),
    };
  }

  // ---- what the caller says ---------------------------------------------------------------------------------------------

  function onDelta(delta: string | null): void {
    if (delta === null) onSegmentBreak();
    else if (typeof delta !== 'string') throw new InvalidInputError(`a delta must be a string or null, got ${typeof delta}`);
    else if (delta !== '') {
      intake.delta(delta);
      if (!intake.ended) stall.heard();
    }
  }

  function onSegmentBreak(): void {
    stall.stop();
    intake.boundary();
  }

  function onCommentary(text: string): void {
    if (typeof text !== 'string') throw new InvalidInputError(`a commentary must be a string, got ${typeof text}`);
    intake.commentary(text);
  }

  function flush(): Promise<void> {
    stall.stop();
    return new Promise((resolve) => {
      if (outcome) resolve();
      else intake.barrier(resolve);
    });
  }

  function finish(finalText?: string): void {
    if (finalText !== undefined && typeof finalText !== 'string')
      throw new InvalidInputError(`the final text must be a string, got ${typeof finalText}`);
    stall.stop();
    patience.finish();
    delivery.hasten(config.finishTimeout * 1_000);
    intake.end(finalText);
  }

  function interrupt(cause: unknown): void {
    breakOff('interrupted', cause instanceof Error ? cause.message : String(cause));
  }

  function breakOff(reason: 'interrupted' | 'stalled', message: string): void {
    if (intake.ended) return;
    stall.stop();
    report.brokeOff(reason, message);
    patience.finish();
    delivery.hasten(config.finishTimeout * 1_000);
    intake.end(undefined, config.interruptedMark);
  }

  function cancel(reason = 'cancelled', { mode = 'keep' }: { mode?: 'keep' | 'discard' | undefined } = {}): void {
    if (outcome || report.isDiscarded()) return;
    stall.stop();
    report.cancelled(reason, mode, intake.ended);
    patience.cancel();
    delivery.hasten(CANCELLED_CALL_MS);
    if (mode === 'discard') {
      intake.discard();
      send({ type: 'DISCARD' });
    } else {
      intake.end();
      send({ type: 'HURRY' });
    }
  }

  function onAbort(): void {
    cancel('aborted');
  }

  function view(): StreamView {
    const { value, context } = chart.snapshot;
    const waiting = intake.items.reduce((sum, item) => sum + item.length, 0);
    return {
      state: stateName(value),
      pending: outcome ? outcome.unshown.length : Math.max(0, waiting - context.shown),
      calls: delivery.calls,
      messages: ledger.entries.filter((entry) => entry.certainty !== 'unseen').map(({ id, text }) => ({ id, text })),
    };
  }

  chart.start();
  if (past?.found) recorder?.answered(past.found.call, past.found.result, 0);
  if (intake.ended) patience.finish();
  for (const event of restored?.next ?? []) send(event);
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort);

  const methods = { streamId, onDelta, onSegmentBreak, onCommentary, flush, finish, interrupt, cancel, settled, view };
  return Object.assign(new Verdict(() => outcome), methods);
}

/** A class, since every literal with a getter has a shape of its own, which costs more than what is in it. */
class Verdict {
  readonly #outcome: () => Outcome | undefined;

  constructor(outcome: () => Outcome | undefined) {
    this.#outcome = outcome;
  }

  get alreadySent(): boolean {
    return this.#outcome()?.alreadySent ?? false;
  }
}
