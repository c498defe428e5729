// As much of vitest as the suites need that mutants are tried on, without its workers: a suite is loaded anew for each mutant, and
// what would take seconds takes milliseconds.

import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import * as chai from 'chai';
import fc from 'fast-check';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
// The same mutants are found every time.
fc.configureGlobal({ seed: 1 });

declare const TAKES_ITS_TIME: boolean;

type Body = (...args: never[]) => unknown;

/** What the loaded suites are made of. */
export const tests: { name: string; run: () => unknown }[] = [];

export const expect = chai.expect as unknown as typeof import('vitest').expect;

let prefix = '';

export function test(name: string, ...rest: [Body] | [object, Body]): void {
  // What asks for more time than usual is too slow to be done for every mutant, unless little else judges them.
  if (rest.length > 1 && 'timeout' in rest[0] && !TAKES_ITS_TIME) return;
  const whole = prefix + name;
  const namesakes = tests.filter((other) => other.name.startsWith(whole)).length;
  tests.push({ name: namesakes === 0 ? whole : `${whole} (${namesakes + 1})`, run: rest.at(-1) as () => unknown });
}

/** A test of what does not hold yet proves nothing about a mutant. */
test.fails = (): void => {};

test.each =
  (rows: readonly unknown[]) =>
  (name: string, body: Body): void => {
    for (const args of argsOf(rows)) test(`${name} ${JSON.stringify(args)?.slice(0, 80)}`, () => body(...args));
  };

/** A row is a list of arguments only where all of them are lists. */
const argsOf = (rows: readonly unknown[]): never[][] =>
  (rows.every((row) => Array.isArray(row)) ? rows : rows.map((row) => [row])) as never[][];

export function describe(name: string, body: () => void): void {
  const outer = prefix;
  prefix = `${outer}${name} `;
  body();
  prefix = outer;
}

describe.each =
  (rows: readonly unknown[]) =>
  (name: string, body: Body): void => {
    for (const args of argsOf(rows)) describe(name, () => body(...args));
  };

export const it = test;
