import { Document, isScalar } from 'yaml';
import { keyOf } from './check.js';
import { fieldNames, fields } from './fields.js';
import { checkedConfig } from './resolve.js';
import type { StreamingBlock, StreamingConfig } from './streaming-config.js';

/** The configuration as a YAML document with `streaming` at its top, every key with a comment that tells its unit and range.
 *  The inverse of `parseStreamingConfig`.
 *  @throws {ConfigError} `config-invalid` for a configuration that could not be read back. */
export function formatStreamingConfig(config: StreamingConfig): string {
  const { platforms, ...block } = checkedConfig(config);
  const inYaml = Object.entries(platforms).map(([name, overrides]) => [name, toYamlKeys(overrides)]);
  const document = new Document({ streaming: { ...toYamlKeys(block), platforms: Object.fromEntries(inYaml) } });
  for (const name of fieldNames) {
    const { key, about, rule } = fields[name];
    const setting = document.getIn(['streaming', key], true);
    if (isScalar(setting)) setting.comment = ` ${about}; ${rule}`;
  }
  return document.toString({ lineWidth: 0, blockQuote: false });
}

function toYamlKeys(block: Partial<StreamingBlock>): Record<string, unknown> {
  const set = fieldNames.filter((name) => block[name] !== undefined);
  return Object.fromEntries(set.map((name) => [keyOf(name, 'yaml'), block[name]]));
}
