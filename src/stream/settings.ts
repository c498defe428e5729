import { isDeepStrictEqual } from 'node:util';
import type { StreamInput } from '../../machines/vocabulary.js';
import type { Adapter } from '../adapter.js';
import { type ResolvedConfig, resolveConfig, type StreamingConfig } from '../config.js';
import { chartInput } from './chart-input.js';

/** What a stream goes by, and what its chart is told of it. */
export interface Settings {
  readonly config: ResolvedConfig;
  readonly input: StreamInput;
}

const last = new WeakMap<Adapter, Settings>();

/** What holds for a stream of this adapter. Those that are configured like the one before, as nearly all are, share its settings.
 *  @throws {ConfigError} for a configuration that is not valid. */
export function settingsOf(adapter: Adapter, given: Partial<StreamingConfig> | undefined): Settings {
  const config = resolveConfig(given, adapter.name);
  const settings = { config, input: chartInput(config, adapter.limits) };
  const before = last.get(adapter);
  if (before && isDeepStrictEqual(before, settings)) return before;
  last.set(adapter, settings);
  return settings;
}
