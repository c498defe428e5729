import { lowerBound } from './bound.js';
import type { Contender } from './contenders/contender.js';
import { naive } from './contenders/naive.js';
import { tokentape } from './contenders/tokentape.js';
import { measure, type Quality } from './metrics.js';
import { Gate, Platform, type Rule, rules } from './platform.js';
import { type Trace, traces } from './traces.js';
import { installGlobally, VirtualTime } from './virtual-time.js';

export interface Cell extends Quality {
  trace: string;
  rule: string;
  contender: string;
  bound: number;
  /** The bound of those that keep one call for the end. */
  keepingBound: number;
  /** The bound of those that know the limit only from the first refusal on; where there was one. */
  learningBound: number | undefined;
}

/** Longer than any of them needs; who is not done by then is measured as it stands. */
const LONGEST_RUN_MS = 300_000;

export async function play(contender: Contender, trace: Trace, rule: Rule): Promise<Quality> {
  const time = new VirtualTime();
  const restore = installGlobally(time);
  try {
    const startedAt = time.now();
    const platform = new Platform(time, [new Gate(rule.limit)], { seed: 11, maxLength: contender.maxLength ?? 4_096 });
    const run = contender.start(platform, time, 'stream');
    let isDone = false;
    for (const { at, text } of trace.deltas) time.setTimeout(() => run.onDelta(text), at);
    time.setTimeout(() => {
      void run.finish().then(
        () => {
          isDone = true;
        },
        () => {
          isDone = true;
        },
      );
    }, trace.finishAt);
    await time.run(() => isDone, LONGEST_RUN_MS);
    return measure(trace, startedAt, platform);
  } finally {
    restore();
  }
}

export async function quality(peers: Contender[]): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const rule of rules)
    for (const trace of traces) {
      const bound = lowerBound(trace, rule);
      const keepingBound = rule.limit ? lowerBound(trace, rule, { keepsOne: true }) : bound;
      const ours = rule.limit
        ? [tokentape('tokentape, limit declared', rule.limit), tokentape('tokentape, limit not declared', undefined)]
        : [tokentape('tokentape', undefined), tokentape('tokentape, editInterval 0', undefined, { editInterval: 0 })];
      for (const contender of [...ours, naive, ...peers]) {
        const result = await play(contender, trace, rule);
        const learningBound = ours.includes(contender) && result.past ? lowerBound(trace, rule, { past: result.past }) : undefined;
        cells.push({ trace: trace.name, rule: rule.name, contender: contender.name, bound, keepingBound, learningBound, ...result });
      }
    }
  return cells;
}
