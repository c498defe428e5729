import { describe, expect, it } from 'vitest';
import { resolveConfig, type StreamingConfig } from '../../src/config.js';
import { configErrorOf, problemsOf } from './config-problems.js';

/** What a caller without types may hand in. */
const untyped = (config: unknown) => config as Partial<StreamingConfig>;

describe('resolveConfig', () => {
  it('fills defaults', () => {
    expect(resolveConfig(undefined, 'telegram')).toMatchObject({ enabled: true, editInterval: 0.3, bufferThreshold: 40, callTimeout: 10 });
  });

  it('lets the platform override the block, and only its own', () => {
    const config = { editInterval: 1, cursor: '_', platforms: { telegram: { editInterval: 2 }, slack: { editInterval: 3 } } };
    expect(resolveConfig(config, 'telegram')).toMatchObject({ editInterval: 2, cursor: '_' });
    expect(resolveConfig(config, 'irc')).toMatchObject({ editInterval: 1 });
    expect(resolveConfig(config, 'irc')).not.toHaveProperty('platforms');
  });

  it('takes -0 for 0', () => {
    expect(Object.is(resolveConfig({ editInterval: -0 }, 'x').editInterval, 0)).toBe(true);
  });

  it('finds no overrides in a prototype', () => {
    expect(resolveConfig({ platforms: {} }, 'constructor')).toEqual(resolveConfig({}, 'x'));
  });

  it('treats undefined as absent, in a platform too', () => {
    const config = untyped({ editInterval: undefined, platforms: { telegram: { cursor: undefined }, slack: undefined } });
    expect(resolveConfig(config, 'telegram')).toEqual(resolveConfig({}, 'telegram'));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 3601, 1e300, '1', null, true, 1n, [1]])('refuses %o as an interval', (value) => {
    expect(problemsOf(() => resolveConfig(untyped({ editInterval: value }), 'x'))).toMatchObject([
      { key: 'config.editInterval', unit: 'seconds' },
    ]);
  });

  it('says in one line what is wrong', () => {
    expect(configErrorOf(() => resolveConfig({ editInterval: Number.NaN }, 'x')).message).toBe(
      'config.editInterval: must be a number of seconds from 0 to 3600, got NaN',
    );
  });

  it('suggests the camelCase name for a snake_case one', () => {
    expect(configErrorOf(() => resolveConfig(untyped({ edit_interval: 1 }), 'x')).message).toBe(
      'config.edit_interval: unknown key, did you mean editInterval?',
    );
  });

  it('knows no YAML 1.1 words', () => {
    expect(problemsOf(() => resolveConfig(untyped({ enabled: 'yes', transport: false }), 'x'))).toHaveLength(2);
  });

  it('refuses a mistake in a platform that is not asked for', () => {
    expect(problemsOf(() => resolveConfig({ platforms: { slack: { callTimeout: 0 } } }, 'telegram'))).toMatchObject([
      { key: 'config.platforms.slack.callTimeout' },
    ]);
  });

  it.each(['edit', 7, [], new Map(), () => {}])('refuses %o as a configuration', (config) => {
    expect(problemsOf(() => resolveConfig(untyped(config), 'x'))).toMatchObject([{ key: 'config' }]);
  });
});
