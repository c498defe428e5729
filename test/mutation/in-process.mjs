// Tries mutants in the process that it runs in. The bundled tests are loaded anew for a mutant that is read when its module is
// loaded, as nearly everything in a chart is, and after one that went round for ever; all others find them loaded and warm.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { Script } from 'node:vm';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';

const BUNDLE = '.mutate/suite.cjs';

/** A test that takes so much longer than without a mutant waits for something that never comes. */
const MOST_TIMES_LONGER = 8;
const LEAST_PATIENCE_MS = 5_000;

const AFTERMATH_MS = 500;
/** Stryker lets a mutant be reached a hundred times as often as its original before it counts as endless. Far less is enough. */
const SHARE_OF_HITS = 0.05;

class Hang extends Error {}

function runner() {
  let script;
  let loaded = {};
  /** How long each test takes by itself. */
  const tookMs = new Map();
  let tests;
  // What was loaded keeps hold of it, so it stays the same.
  const state = {};
  globalThis.__stryker__ = state;

  /** A script, and no module: what was loaded before is forgotten. */
  function load() {
    script ??= new Script(`(function (exports, require, setImmediate) {${readFileSync(BUNDLE, 'utf8')}\n})`, { filename: BUNDLE });
    const exports = {};
    const mine = { isOver: false };
    // Virtual time goes on from one turn of the event loop to the next.
    const soon = (callback) => setImmediate(() => mine.isOver || callback());
    script.runInThisContext()(exports, createRequire(`${process.cwd()}/${BUNDLE}`), soon);
    tests = exports.tests;
    loaded = mine;
  }

  /** What goes round for ever must not do so beside the next mutants. */
  function unload() {
    loaded.isOver = true;
    tests = undefined;
  }

  /** Runs the tests named in `only`, or all of them, quick ones first, up to the first that fails. */
  async function tryOut(mutant, reload, only) {
    Object.assign(state, { activeMutant: undefined, currentTestId: undefined, hitCount: 0, hitLimit: undefined, ...mutant });
    let done = 0;
    try {
      if (reload || !tests) load();
      const chosen = only ? tests.filter(({ name }) => only.includes(name)) : [...tests];
      chosen.sort((one, other) => (tookMs.get(one.name) ?? 0) - (tookMs.get(other.name) ?? 0));
      for (const { name, run } of chosen) {
        state.currentTestId = name;
        const startedAt = performance.now();
        await inTime(run, state.activeMutant && Math.max(LEAST_PATIENCE_MS, MOST_TIMES_LONGER * (tookMs.get(name) ?? 0)));
        if (state.activeMutant === undefined) tookMs.set(name, performance.now() - startedAt);
        done += 1;
      }
      return { done, error: undefined };
    } catch (error) {
      return { done, error };
    }
  }

  return {
    capabilities: () => ({ reloadEnvironment: true }),
    async dryRun({ coverageAnalysis }) {
      const { error } = await tryOut({}, true);
      if (error) return { status: 'error', errorMessage: `${state.currentTestId ?? 'loading'}: ${error.message ?? error}` };
      return {
        status: 'complete',
        tests: [...tookMs].map(([name, ms]) => ({ id: name, name, status: 0, timeSpentMs: Math.ceil(ms) })),
        mutantCoverage: coverageAnalysis === 'perTest' ? state.mutantCoverage : undefined,
      };
    },
    async mutantRun({ activeMutant, hitLimit: mostHits, testFilter, reloadEnvironment }) {
      const hitLimit = mostHits && Math.ceil(mostHits * SHARE_OF_HITS);
      const { done, error } = await tryOut({ activeMutant: activeMutant.id, hitLimit }, reloadEnvironment, testFilter);
      const isEndless = error instanceof Hang || state.hitCount > (hitLimit ?? Number.POSITIVE_INFINITY);
      if (isEndless || (error && state.currentTestId === undefined)) unload();
      if (isEndless) return { status: 'timeout', reason: 'it never comes to an end' };
      if (!error) return { status: 'survived', nrOfTests: done };
      return {
        status: 'killed',
        killedBy: state.currentTestId === undefined ? [] : [state.currentTestId],
        failureMessage: String(error.message ?? error).slice(0, 500),
        nrOfTests: done + 1,
      };
    },
  };
}

/** Fails when `run` is not over after so many milliseconds, or when something fails on the way that nobody waits for. Without a number it
 *  has all the time that it wants. */
async function inTime(run, ms) {
  let timer;
  const trouble = new Promise((_, reject) => {
    fail = reject;
    if (ms !== undefined) timer = setTimeout(() => reject(new Hang('it hangs')), ms);
  });
  const running = Promise.resolve().then(run);
  try {
    await Promise.race([running, trouble]);
  } catch (error) {
    // What is left of it must not disturb the next one.
    await Promise.race([running.catch(() => {}), new Promise((resolve) => setTimeout(resolve, AFTERMATH_MS))]);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

let fail = () => {};
for (const kind of ['uncaughtException', 'unhandledRejection']) process.on(kind, (error) => fail(error));

const create = () => runner();
create.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'in-process', create)];
