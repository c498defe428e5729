import { checkConfig, type Finding, keyOf } from './check.js';
import { ConfigError } from './config-error.js';
import { defaults, fieldNames } from './fields.js';
import { nearest } from './nearest.js';
import type { StreamingConfig } from './streaming-config.js';
import { type ConfigDocument, readDocument } from './yaml-document.js';

/** What `parseStreamingConfig` takes besides the text. */
export interface ParseOptions {
  /** Named in errors. Default: `<yaml>` for text, nothing for an object. */
  file?: string | undefined;
}

const ourKeys = [...fieldNames.map((name) => keyOf(name, 'yaml')), 'platforms'];

/** Reads the `streaming` block of a gateway's configuration; keys in snake_case, times in seconds.
 *
 *  `value` is YAML text or what a YAML parser made of it: a document with `streaming` at its top (other keys there are not looked
 *  at), or the block itself. A document that has neither `streaming` nor any key of the block, nor one that looks like a
 *  misspelt one, gets all defaults. An empty text is an error.
 *  @throws {ConfigError} `config-invalid` with every problem, each with its line and column if `value` is text. */
export function parseStreamingConfig(value: unknown, options: ParseOptions = {}): StreamingConfig {
  const document = readDocument(value, options.file);
  const findings: Finding[] = [];
  const given = readBlock(document, findings);
  if (findings.length === 0) return { ...defaults, ...given };
  throw new ConfigError(
    'config-invalid',
    findings.map((finding) => {
      const { path, rule, unit, got } = finding;
      return { key: path.join('.'), rule, unit, got, ...document.place(finding) };
    }),
  );
}

function readBlock(document: ConfigDocument, findings: Finding[]): Partial<StreamingConfig> {
  const { keys } = document;
  if (keys.includes('streaming')) return checkConfig(document.read('streaming'), 'yaml', ['streaming'], findings);

  const misspelt = keys.filter((key) => nearest(key, ['streaming']) !== undefined);
  if (misspelt.length > 0) {
    findings.push(...misspelt.map((key): Finding => ({ path: [key], at: 'key', rule: 'unknown key, did you mean streaming?' })));
    return {};
  }
  const hasNothingOfOurs = keys.length > 0 && keys.every((key) => nearest(key, ourKeys) === undefined);
  return hasNothingOfOurs ? {} : checkConfig(document.read(), 'yaml', [], findings);
}
