import { streamMachine } from '../../machines/stream.machine.js';
import { type ChartTransition, readChart } from '../diagram/chart.js';
import type { EventRecord } from '../tape/record.js';
import type { Step } from './wire.js';

const chart = readChart(streamMachine);
const begins = new Map(chart.states.filter(({ isInitial }) => isInitial).map(({ id, parent = '' }) => [parent, id]));

/** Which of its transitions the chart took, found by where it led. Undefined for a tape of another chart. */
export function explain({ event, from, to }: EventRecord): Step | undefined {
  const on = eventName(event.type);
  for (const by of [...selfAndParents(from), '']) {
    const ways = chart.transitions.filter((transition) => transition.from === by && transition.event === on);
    const taken = ways.findIndex((way) => leadsTo(way, from, to));
    const way = ways[taken];
    if (way)
      return {
        from,
        to,
        by,
        on,
        refused: ways.slice(0, taken).flatMap(({ guard }) => guard ?? []),
        guard: way.guard,
        actions: way.actions,
      };
  }
  return chart.ignored.includes(on) && from === to ? { from, to, by: '', on, refused: [], actions: ['ignored'] } : undefined;
}

/** `xstate.after.floor.stream.streaming.cooling` is `after floor`. */
export function eventName(type: string): string {
  const timer = /^xstate\.after\.([^.]+)\./.exec(type);
  return timer ? `after ${timer[1]}` : type;
}

function selfAndParents(state: string): string[] {
  const parts = state.split('.');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.'));
}

function leadsTo({ to: target }: ChartTransition, from: string, to: string): boolean {
  if (target === undefined) return from === to;
  // A history state leads back to where the chart was.
  if (chart.states.some(({ id, kind }) => id === target && kind === 'history')) return from === to;
  return target === to || begins.get(target) === to;
}
