import { defineConfig } from 'vitest/config';

const extractor = 'node_modules/@xstate/machine-extractor/dist/xstate-machine-extractor.esm.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    globalSetup: ['test/browser/global-setup.ts'],
    // What Stately's tools read charts with was built for xstate 4: it alone gets that one.
    alias: [
      { find: '@xstate/machine-extractor', replacement: new URL(extractor, import.meta.url).pathname },
      { find: /^xstate\/lib/, replacement: 'xstate4/lib' },
    ],
    server: { deps: { inline: [/machine-extractor/] } },
  },
});
