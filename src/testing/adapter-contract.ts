// What every adapter is held to, as tests. They run against a platform that can be told to fail, through the platform's own client.

import { arrivals } from './contract/arrivals.js';
import { Bench, type ContractBench } from './contract/bench.js';
import { lengths } from './contract/lengths.js';
import { messages } from './contract/messages.js';
import { previews } from './contract/previews.js';
import type { Question } from './contract/question.js';
import { type ContractRunner, foundRunner } from './contract/runner.js';
import { trouble } from './contract/trouble.js';
import type { FaultKind } from './faults.js';

export type { ContractBench } from './contract/bench.js';
export type { ContractRunner } from './contract/runner.js';

/** What `adapterContract` takes. */
export interface ContractOptions {
  /** What the tests are called. */
  name: string;
  /** A fresh platform and adapter for each test. */
  make(): Promise<ContractBench>;
  /** Kinds of faults that this platform cannot show. */
  without?: readonly FaultKind['kind'][] | undefined;
  /** The test runner. Default: vitest where it runs, global `describe` and `it` if there are any, else node:test. */
  runner?: ContractRunner | undefined;
}

const questions: readonly Question[] = [...messages, ...lengths, ...trouble, ...arrivals, ...previews];

/** Declares the whole contract as tests of one adapter: what results look like, ids, lengths, messages that are gone, aborting, one
 *  request per call whatever fails, what is said about a lost answer and can be found out later, and that no secret is told. */
export function adapterContract({ name, make, without = [], runner: { describe, it } = foundRunner }: ContractOptions): void {
  describe(`adapter contract: ${name}`, () => {
    for (const question of questions) {
      if (question.fault && without.includes(question.fault.kind)) continue;
      it(question.title, async (context) => {
        const made = await make();
        try {
          if (!isAsked(question, made)) return context.skip?.();
          const bench = new Bench(made);
          await question.ask(bench);
          bench.checkSecrets();
        } finally {
          await made.close();
        }
      });
    }
  });
}

/** The bench can cause the fault, and has everything else that the question is about. */
function isAsked({ fault, isAsked: applies = () => true }: Question, made: ContractBench): boolean {
  return (fault === undefined || made.inject !== undefined) && Boolean(applies(made));
}
