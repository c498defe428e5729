import { defineConfig } from 'vitest/config';

// What depends on the Node that runs it: the core, its tapes on a disk, configuration, sources, filters, adapters over HTTP, the command line.
// What depends on a browser, a server or much time is run on one Node.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/*.test.ts', 'test/{core,config,filters,sources,tape,scenarios,machines,budget,adapters,terminal,gateway}/**/*.test.ts'],
    exclude: ['test/tape/crash/**', 'test/readme.test.ts', 'test/gateway/slow-page.test.ts'],
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
