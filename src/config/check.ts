import type { ConfigProblem } from './config-error.js';
import { fieldNames, fields } from './fields.js';
import { nearest } from './nearest.js';
import type { StreamingBlock, StreamingConfig } from './streaming-config.js';

/** A problem, and the way to where it is, so that whoever has the text can say the line. */
export interface Finding extends Pick<ConfigProblem, 'rule' | 'unit' | 'got'> {
  path: readonly string[];
  /** Whether the key itself is wrong or what it holds. */
  at: 'key' | 'value';
}

/** `yaml` names settings in snake_case, `api` in camelCase. */
export type Spelling = 'yaml' | 'api';

/** How a setting is called in a spelling. */
export function keyOf(name: keyof StreamingBlock, spelling: Spelling): string {
  return spelling === 'yaml' ? fields[name].key : name;
}

/** What `value` sets, without defaults. Everything wrong with it is added to `findings`; the result is then of no use. */
export function checkConfig(value: unknown, spelling: Spelling, path: readonly string[], findings: Finding[]): Partial<StreamingConfig> {
  if (!isRecord(value)) return checkBlock(value, spelling, path, findings);
  const { platforms, ...rest } = value;
  const block = checkBlock(rest, spelling, path, findings, ['platforms']);
  return platforms === undefined ? block : { ...block, platforms: checkPlatforms(platforms, spelling, [...path, 'platforms'], findings) };
}

/** An object as a literal, `JSON.parse` or a YAML parser makes it; a `Map` or a class instance would look empty. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (Object.getPrototypeOf(prototype) === null && !Array.isArray(value));
}

function checkPlatforms(value: unknown, spelling: Spelling, path: readonly string[], findings: Finding[]): StreamingConfig['platforms'] {
  if (!isRecord(value)) {
    findings.push({ path, at: 'value', rule: 'must be settings by adapter name', got: show(value) });
    return {};
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, block]) => block !== undefined)
      .map(([name, block]) => [name, checkBlock(block, spelling, [...path, name], findings)]),
  );
}

function checkBlock(
  value: unknown,
  spelling: Spelling,
  path: readonly string[],
  findings: Finding[],
  alsoKnown: readonly string[] = [],
): Partial<StreamingBlock> {
  if (!isRecord(value)) {
    findings.push({ path, at: 'value', rule: 'must be a block of settings', got: show(value) });
    return {};
  }
  const known = [...fieldNames.map((name) => keyOf(name, spelling)), ...alsoKnown];
  const block: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(value)) {
    const name = fieldNames.find((candidate) => keyOf(candidate, spelling) === key);
    if (name === undefined) findings.push({ path: [...path, key], at: 'key', rule: unknownKey(key, known) });
    else if (setting !== undefined) block[name] = checkSetting(name, setting, [...path, key], findings);
  }
  return block;
}

function checkSetting(name: keyof StreamingBlock, value: unknown, path: readonly string[], findings: Finding[]): unknown {
  const { accepts, rule, unit } = fields[name];
  if (!accepts(value)) findings.push({ path, at: 'value', rule: `must be ${rule}`, unit, got: show(value) });
  return value === 0 ? 0 : value; // -0 is 0, and is written so
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant === undefined ? `unknown key, known are ${known.join(', ')}` : `unknown key, did you mean ${meant}?`;
}

/** A value as a person would write it, on one line and short. */
function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a block';
  const written = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return written.length <= 60 ? written : `${written.slice(0, 59)}…`;
}
