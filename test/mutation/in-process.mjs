// Tries mutants in the process that it runs in: the bundled suite is imported once for each.

import { pathToFileURL } from 'node:url';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';

const BUNDLE = '.mutate/suite.mjs';

function runner() {
  let loads = 0;

  /** Runs the tests named in `only`, or all of them, up to the first that fails. */
  async function tryOut(activeMutant, hitLimit, only) {
    const state = { activeMutant, hitCount: 0, hitLimit };
    globalThis.__stryker__ = state;
    loads += 1;
    const results = [];
    try {
      const { tests } = await import(`${pathToFileURL(BUNDLE).href}?${loads}`);
      for (const { name, run } of tests) {
        if (only && !only.includes(name)) continue;
        state.currentTestId = name;
        const startedAt = Date.now();
        await run();
        results.push({ id: name, name, status: 0, timeSpentMs: Date.now() - startedAt });
      }
    } catch (error) {
      // No suite, no verdict.
      if (error?.code === 'ERR_MODULE_NOT_FOUND') throw error;
      return { results, state, error: `${state.currentTestId ?? 'loading'}: ${error?.message ?? error}` };
    }
    return { results, state, error: undefined };
  }

  return {
    capabilities: () => ({ reloadEnvironment: true }),
    async dryRun({ coverageAnalysis }) {
      const { results, state, error } = await tryOut();
      if (error !== undefined) return { status: 'error', errorMessage: error };
      return { status: 'complete', tests: results, mutantCoverage: coverageAnalysis === 'perTest' ? state.mutantCoverage : undefined };
    },
    async mutantRun({ activeMutant, hitLimit, testFilter }) {
      const { results, state, error } = await tryOut(activeMutant.id, hitLimit, testFilter);
      if (hitLimit !== undefined && state.hitCount > hitLimit) return { status: 'timeout', reason: 'it went round for ever' };
      if (error === undefined) return { status: 'survived', nrOfTests: results.length };
      return {
        status: 'killed',
        killedBy: state.currentTestId === undefined ? [] : [state.currentTestId],
        failureMessage: error.slice(0, 500),
        nrOfTests: results.length + 1,
      };
    },
  };
}

const create = () => runner();
create.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', create)];
