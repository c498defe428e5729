import { checkConfig, type Finding } from './check.js';
import { ConfigError } from './config-error.js';
import { defaults } from './fields.js';
import type { ResolvedConfig, StreamingConfig } from './streaming-config.js';

/** A configuration as it is given in a call, checked: every field optional, `undefined` the same as absent. Platforms that are
 *  not asked for are checked too.
 *  @throws {ConfigError} `config-invalid` with every unknown key and every value out of type or range. */
export function checkedConfig(config: unknown): StreamingConfig {
  const findings: Finding[] = [];
  const given = checkConfig(config, 'api', ['config'], findings);
  if (findings.length > 0) {
    throw new ConfigError(
      'config-invalid',
      findings.map(({ path, rule, unit, got }) => ({ key: path.join('.'), rule, unit, got })),
    );
  }
  return { ...defaults, ...given };
}

/** What holds for the adapter of this name: the defaults, then what `config` sets, then what it sets for that platform.
 *  @throws {ConfigError} `config-invalid`, naming every problem as `config.editInterval: must be …`. */
export function resolveConfig(config: Partial<StreamingConfig> | undefined, adapterName: string): ResolvedConfig {
  const { platforms, ...block } = checkedConfig(config ?? {});
  return { ...block, ...platforms[adapterName] };
}
