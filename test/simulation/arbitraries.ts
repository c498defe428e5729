// Scripts at random. What is harmless comes first in every choice, so that a failing script shrinks to what matters.

import fc from 'fast-check';
import type { Ability, ConfigSpec, Fault, FinalText, PlatformSpec, Script, Step } from './script.js';

const WAITS = [0, 20, 100, 150, 350, 1_250, 5_050, 30_000, 90_000];

const ability = (weight: number): fc.Arbitrary<Ability> =>
  fc.oneof(
    { arbitrary: fc.constant<Ability>('no'), weight: 10 - weight },
    { arbitrary: fc.constant<Ability>('yes'), weight },
    { arbitrary: fc.constant<Ability>('unsupported'), weight: 1 },
  );

/** The first is likely; the others are not rare. */
const mostly = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 3 }, { arbitrary: fc.constantFrom<T>(...others), weight: 1 });

const platform: fc.Arbitrary<PlatformSpec> = fc.record<PlatformSpec>({
  unit: fc.constantFrom('utf16', 'codePoints', 'utf8'),
  maxLength: fc.constantFrom(4_096, null, 60, 90, 160),
  honesty: mostly(1, 0.5, 0.8),
  edit: fc.oneof({ arbitrary: fc.constant<Ability>('yes'), weight: 8 }, { arbitrary: ability(3), weight: 2 }),
  delete: ability(6),
  draft: ability(2),
  native: ability(2),
  ids: mostly('strings', 'zero', 'empty', 'none', 'renamed'),
  needsFinalEdit: mostly(false, true),
  splits: mostly(false, true),
  minEditGapMs: mostly(0, 400, 2_000),
  tellsGap: fc.boolean(),
  maxEdits: mostly<number | null>(null, 1, 3, 6),
  trims: mostly(false, true),
  latencyMs: fc.constantFrom(0, 30, 250, 2_000),
  draftExpiryMs: mostly<number | null>(null, 2_000, 30_000),
  streamExpiryMs: mostly<number | null>(null, 3_000, 60_000),
});

const config: fc.Arbitrary<ConfigSpec> = fc.record<ConfigSpec>({
  editInterval: fc.constantFrom(0.3, 0, 0.05, 1.5),
  bufferThreshold: fc.constantFrom(40, 1, 12),
  cursor: mostly(' ▉', '', ' ▌▌▌▌▌▌▌▌'),
  transport: mostly('auto', 'edit', 'draft', 'native', 'buffered'),
  segments: mostly('separate', 'joined'),
  freshFinalAfter: mostly(0, 0.5, 5),
  stallTimeout: mostly(0, 7.777),
  interruptedMark: mostly('', '⚠'),
  callTimeout: mostly(10, 1),
  finishTimeout: mostly(60, 5),
});

const text = fc.string({
  unit: fc.constantFrom('x', 'W', 'P', ' ', '\n', 'X', 'e', 'Z', 'f', 'r', 'l', 'h', 'u'),
  minLength: 0,
  maxLength: 12,
});

/** A delta that fills many messages. */
const flood: fc.Arbitrary<Step> = fc
  .integer({ min: 10, max: 40 })
  .map((paragraphs) => ({ do: 'say', text: 'P'.repeat(paragraphs), keep: 0 }));

const say: fc.Arbitrary<Step> = fc.record({ do: fc.constant('say' as const), text, keep: mostly(0, 1, 2, 5) });
const wait: fc.Arbitrary<Step> = fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(...WAITS) });
const end: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      do: fc.constant('finish' as const),
      final: mostly<FinalText>('none', 'same', 'footer', 'rewritten', 'other', 'blank', 'whole', 'before'),
    }),
    weight: 8,
  },
  { arbitrary: fc.record({ do: fc.constant('cancel' as const), mode: fc.constantFrom('keep' as const, 'discard' as const) }), weight: 4 },
  { arbitrary: fc.constant<Step>({ do: 'interrupt' }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('crash' as const), lands: fc.boolean(), asks: fc.boolean() }), weight: 1 },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: say, weight: 14 },
  { arbitrary: wait, weight: 12 },
  { arbitrary: fc.constant<Step>({ do: 'boundary' }), weight: 3 },
  { arbitrary: flood, weight: 1 },
  { arbitrary: fc.record({ do: fc.constant('note' as const), text }), weight: 1 },
  { arbitrary: fc.constant<Step>({ do: 'flush' }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant('delete' as const), nth: fc.nat(3) }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant('jump' as const), ms: fc.constantFrom(500, 20_000, 600_000) }), weight: 1 },
);

const steps = fc
  .tuple(fc.array(step, { minLength: 1, maxLength: 14, size: 'max' }), fc.option(end), fc.array(fc.oneof(wait, end, say), { maxLength: 2 }))
  .map(([before, last, after]): Step[] => [...before, ...(last ? [last, ...after] : [])]);

const fault: fc.Arbitrary<Fault> = fc.record<Fault>({
  kind: fc.oneof(
    { arbitrary: fc.constantFrom('transient' as const, 'held' as const, 'slow' as const, 'rejected' as const), weight: 4 },
    {
      arbitrary: fc.constantFrom(
        'maybe' as const,
        'throws' as const,
        'hangs' as const,
        'wrongShape' as const,
        'formatRejected' as const,
        'deaf' as const,
        'throwsAtOnce' as const,
        'unsupported' as const,
        'forbidden' as const,
      ),
      weight: 3,
    },
  ),
  on: fc.constantFrom('any', 'edit', 'send', 'delete', 'draft', 'open', 'append', 'close'),
  from: fc.integer({ min: 1, max: 6 }),
  times: mostly(1, 2, 3, 1_000),
  ms: fc.constantFrom(null, 100, 1_000, 7_000, 45_000),
  scope: fc.constantFrom(null, 'call', 'chat', 'token'),
  isApplied: fc.boolean(),
});

const unobserved = fc.record<Omit<Script, 'observers'>>({
  platform,
  config,
  budget: fc.constantFrom('own', 'moody'),
  luck: fc.nat(1_000_000),
  filters: mostly<Script['filters']>([], ['reasoning'], ['fences'], ['late'], ['reasoning', 'late', 'fences']),
  timerDriftMs: mostly(0, -0.9, 4),
  steps,
  faults: fc.oneof({ arbitrary: fc.constant([]), weight: 1 }, { arbitrary: fc.array(fault, { maxLength: 4 }), weight: 2 }),
});

/** One run in ten is recorded and replayed, and one in twenty is played twice, with bad observers and without. */
const some = fc.oneof(
  { arbitrary: fc.constant('none' as const), weight: 17 },
  { arbitrary: fc.constant('good' as const), weight: 2 },
  { arbitrary: fc.constant('bad' as const), weight: 1 },
);

/** By who looks on. */
export const scripts: Record<'some' | 'all', fc.Arbitrary<Script>> = {
  // Only what was recorded can be gone on with.
  some: fc
    .tuple(unobserved, some)
    .map(([script, observers]) => ({ ...script, observers: script.steps.some((step) => step.do === 'crash') ? 'good' : observers })),
  all: unobserved.map((script) => ({ ...script, observers: 'all' })),
};
