import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';

/** Where a system program is, `/usr/sbin` included, which is on no ordinary user's path. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** A suite that needs a program of the system. Without it the suite is reported as skipped, or, where `CI` is `true`, as failed: there
 *  nobody would notice the gap. */
export function describeWith(program: string, title: string, suite: (path: string) => void): void {
  const path = findProgram(program);
  if (path !== undefined) {
    describe(title, { timeout: 60_000 }, () => suite(path));
  } else if (process.env.CI === 'true') {
    it(`${title}: finds ${program}`, () => {
      throw new Error(`${program} is not installed, and CI=true asks for it: apt-get install ${program}`);
    });
  } else {
    describe.skip(`${title} (${program} is not installed)`, () => {
      it('is not tried', () => {});
    });
  }
}
