import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// The contract as an adapter's author runs it: from the built package, by whichever runner is at work, and it has to be able to fail.
const folder = fileURLToPath(new URL('runners/', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const kept = 'cut off before the call was applied, sends once and says maybeDelivered';

const runners: readonly (readonly [name: string, args: readonly string[], passed: RegExp])[] = [
  ['node:test', ['--test', '--test-reporter=tap', `${folder}contract.mjs`], /^# pass (\d+)$/m],
  ['vitest', [vitest, 'run', '--root', folder, '--config', `${folder}vitest.config.mjs`], /^ +Tests .*?(\d+) passed/m],
];

describe.each(runners)('the adapter contract, run by %s', (_, args, passed) => {
  const run = (env: NodeJS.ProcessEnv) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: { PATH: process.env.PATH, ...env } });
    return { status, output: stdout + stderr };
  };

  it('passes an adapter that keeps it', () => {
    const { status, output } = run({ NO_COLOR: '1' });
    expect(Number(passed.exec(output)?.[1])).toBeGreaterThan(20);
    expect(status, output).toBe(0);
  });

  it('fails one that does not, and says where', () => {
    const { status, output } = run({ NO_COLOR: '1', SPOILT: '1' });
    expect(status).toBe(1);
    expect(output).toContain(kept);
  });
});
