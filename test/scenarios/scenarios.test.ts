// The delivery rules, one story each, played against the simulated platform. Every story is also held to all invariants.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { complaintAbout } from '../simulation/invariants.js';
import { play } from '../simulation/play.js';
import type { ConfigSpec, Fault, PlatformSpec, Script, Step } from '../simulation/script.js';

interface Scenario {
  title: string;
  /** Why it does not hold yet; the test fails as soon as it does. */
  fails?: string;
  platform?: Partial<PlatformSpec>;
  config?: Partial<ConfigSpec>;
  faults?: Partial<Fault>[];
  /** A string is a delta, a number a wait in milliseconds, anything else a step. */
  script: (string | number | Partial<Step>)[];
  expect: {
    screen?: string[];
    status?: string;
    alreadySent?: boolean;
    unshown?: string;
    /** Each call as `op text`, with ` .` behind the text of a final one. */
    calls?: string[];
    /** When each call was made, in milliseconds from the start. */
    callTimes?: number[];
    notes?: string[];
    retryAfterMs?: number;
    replyTo?: (string | null)[];
    announced?: number;
    flushed?: string[];
  };
}

const PLATFORM: PlatformSpec = {
  ...{ unit: 'utf16', maxLength: 4_096, honesty: 1, edit: 'yes', delete: 'yes', draft: 'no', native: 'no', ids: 'strings' },
  ...{ needsFinalEdit: false, splits: false, minEditGapMs: 0, tellsGap: true, maxEdits: null, trims: false, latencyMs: 0 },
  ...{ draftExpiryMs: null, streamExpiryMs: null },
};
const CONFIG: ConfigSpec = {
  ...{ editInterval: 0.3, bufferThreshold: 40, cursor: ' ▉', transport: 'auto', segments: 'separate' },
  ...{ freshFinalAfter: 0, stallTimeout: 0, interruptedMark: '', callTimeout: 10, finishTimeout: 60 },
};
const FAULT: Fault = { kind: 'transient', on: 'any', from: 1, times: 1, ms: null, scope: null, isApplied: false };
/** What a cancel and a finish are if nothing is said about it. */
const DEFAULTS = { mode: 'keep', final: 'none' };
const FOREVER = 1_000;
/** What the virtual clock begins with. */
const START_MS = 1_000_000;

const folder = import.meta.dirname;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
  const scenarios = parse(readFileSync(join(folder, file), 'utf8')) as Scenario[];
  describe(file.replace('.yaml', ''), () => {
    for (const scenario of scenarios) (scenario.fails === undefined ? test : test.fails)(scenario.title, () => tell(scenario));
  });
}

async function tell({ platform, config, faults = [], script, expect: wanted }: Scenario): Promise<void> {
  const run = await play({
    ...{ platform: { ...PLATFORM, ...platform }, config: { ...CONFIG, ...config }, observers: 'good', filters: [], timerDriftMs: 0 },
    isLiteral: true,
    faults: faults.map((fault) => ({ ...FAULT, ...fault, times: fault.times ?? (fault.from === undefined ? FOREVER : 1) })),
    steps: script.map(stepOf),
  } satisfies Script);
  const { outcome } = run;
  const { calls, visible } = run.platform;
  const seen = {
    screen: visible,
    status: outcome?.status,
    alreadySent: outcome?.alreadySent,
    unshown: outcome?.unshown,
    calls: calls.map(({ op, text, isFinal }) => `${op}${text === undefined ? '' : ` ${text}`}${isFinal ? ' .' : ''}`),
    callTimes: calls.map(({ at }) => Math.round(at - START_MS)),
    notes: outcome?.notes,
    retryAfterMs: outcome?.failure?.retryAfterMs,
    replyTo: calls.map(({ replyTo }) => replyTo ?? null),
    announced: run.announced.length,
    flushed: run.flushes.map(({ told }) => told),
  };
  expect(Object.fromEntries(Object.keys(wanted).map((name) => [name, seen[name as keyof typeof seen]]))).toEqual(wanted);
  expect(complaintAbout(run)).toBeUndefined();
}

function stepOf(step: string | number | Partial<Step>): Step {
  if (typeof step === 'string') return { do: 'say', text: step, keep: 0 };
  if (typeof step === 'number') return { do: 'wait', ms: step };
  return { ...DEFAULTS, ...step } as Step;
}
