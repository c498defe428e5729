import { ConfigError, type ConfigProblem } from '../../src/config.js';

/** The `ConfigError` that a call throws; fails when it throws nothing or something else. */
export function configErrorOf(call: () => unknown): ConfigError {
  try {
    call();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('expected a ConfigError, and nothing was thrown');
}

export function problemsOf(call: () => unknown): readonly ConfigProblem[] {
  return configErrorOf(call).problems;
}
