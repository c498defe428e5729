/** Declares tests: `describe` and `it` as vitest, node:test and most others have them. */
export interface ContractRunner {
  /** Groups tests. */
  describe(name: string, body: () => void): unknown;
  /** Declares one test; `context.skip`, where there is one, marks it as skipped. */
  it(name: string, body: (context: { skip?: (() => void) | undefined }) => Promise<void>): unknown;
}

/** The runner of this process: `node --test` says that it is there, so does vitest; global functions are another's. Found while this
 *  module loads, because tests are declared without waiting. */
export const foundRunner: ContractRunner = await findRunner();

async function findRunner(): Promise<ContractRunner> {
  const { NODE_TEST_CONTEXT, VITEST } = process.env;
  // A test that runs in vitest may start `node --test`, which then sees both.
  if (NODE_TEST_CONTEXT === undefined && VITEST !== undefined) return import('vitest').catch(() => import('node:test'));
  const { describe, it } = globalThis as Partial<ContractRunner>;
  return describe && it ? { describe, it } : import('node:test');
}
