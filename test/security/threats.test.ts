// SECURITY.md names a test for every threat that something is done about: it has to be there.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const rows = readFileSync(join(root, 'SECURITY.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (threat|where|-)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const threats = rows.map((cells) => ({ threat: cells.slice(1, -3).join(', '), done: cells.at(-3) ?? '', test: cells.at(-2) ?? '' }));

describe('every threat', () => {
  it.each(threats.filter(({ test }) => test !== 'none'))('$threat: has its test', ({ test }) => {
    const [, file = '', title = ''] = /^`(.+)`: (.+)$/.exec(test) ?? [];
    expect(existsSync(join(root, file)), file).toBe(true);
    expect(readFileSync(join(root, file), 'utf8')).toContain(title);
  });

  it('without a test is one that nothing is done about, and says so', () => {
    const open = threats.filter(({ test }) => test === 'none');
    expect(open.map(({ threat }) => threat)).toEqual([
      'another program of this machine uses the chat',
      'Telegram, a bare `@name` notifies a member',
      'Home Assistant, a picture of another server is loaded',
    ]);
    for (const { done } of open) expect(done).toMatch(/^nothing/);
  });
});
