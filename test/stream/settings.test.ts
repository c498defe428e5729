import { expect, test } from 'vitest';
import type { Adapter, Limits } from '../../src/adapter.js';
import { settingsOf } from '../../src/stream/settings.js';

const adapterWith = (limits: Partial<Limits> = {}): Adapter => ({
  name: 'slow',
  limits: { maxLength: 100, lengthOf: (text) => text.length, ...limits },
  can: { edit: true },
  send: async () => ({ ok: true }),
  edit: async () => ({ ok: true }),
});

test('streams that are configured alike share their settings', () => {
  const adapter = adapterWith();
  const first = settingsOf(adapter, { editInterval: 2 });
  expect(first).toMatchObject({ config: { editInterval: 2 }, input: { intervalMs: 2_000 } });
  expect(settingsOf(adapter, { editInterval: 2, platforms: { other: { editInterval: 5 } } })).toBe(first);
});

test('a stream that is configured otherwise does not, and leaves those of the others as they are', () => {
  const adapter = adapterWith();
  const first = settingsOf(adapter, { editInterval: 2 });
  const other = settingsOf(adapter, { editInterval: 2, platforms: { slow: { editInterval: 5 } } });
  expect(other).toMatchObject({ config: { editInterval: 5 }, input: { intervalMs: 5_000 } });
  expect(first).toMatchObject({ config: { editInterval: 2 }, input: { intervalMs: 2_000 } });
  expect(settingsOf(adapterWith(), { editInterval: 2 })).not.toBe(first);
});

test('a configuration that is changed by its owner, or an adapter that learns its limits, holds from the next stream on', () => {
  const adapter = adapterWith({ draftExpiryMs: 10_000 });
  const config = { editInterval: 2 };
  const first = settingsOf(adapter, config);
  config.editInterval = 3;
  expect(settingsOf(adapter, config).input.intervalMs).toBe(3_000);
  expect(first.input.intervalMs).toBe(2_000);
  adapter.limits.draftExpiryMs = 20_000;
  expect(settingsOf(adapter, config).input.draftRefreshMs).toBe(14_000);
});
