import { defineConfig } from 'vitest/config';

// What depends on the Node that runs it: timers, streams, files, fetch, threads and modules. The rest is run on one Node.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: [
      'test/{deliver,stream/platform-call,text/split,stream/ledger}.test.ts',
      'test/{config,sources,worker,scenarios,terminal,security}/**/*.test.ts',
      'test/filters/{chain,hide-reasoning,mask-secrets}.test.ts',
      'test/tape/{file-sink,replay,verify,tapes}.test.ts',
      'test/adapters/{telegram,matrix,discord}.test.ts',
    ],
    exclude: ['test/config/docs.test.ts', 'test/sources/docs.test.ts', 'test/security/threats.test.ts', 'test/sources/traces.test.ts'],
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
