// What both mutation runs have in common. See docs/verification.md.

/** @type {(name: string, mutate: string[]) => import('@stryker-mutator/api/core').PartialStrykerOptions} */
export function settings(name, mutate) {
  return {
    mutate,
    testRunner: 'in-process',
    buildCommand: `node test/mutation/bundle.mjs ${name}`,
    plugins: ['./test/mutation/in-process.mjs', './test/mutation/wording.mjs'].map((file) => `${process.cwd()}/${file}`),
    ignorers: ['wording'],
    // The chart is one literal, so nearly all that can be changed in it is read once, when the module is loaded.
    ignoreStatic: false,
    coverageAnalysis: 'perTest',
    concurrency: 2,
    timeoutMS: 20_000,
    incremental: true,
    incrementalFile: `reports/mutation/${name}.incremental.json`,
    reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
    jsonReporter: { fileName: `reports/mutation/${name}.json` },
    htmlReporter: { fileName: `reports/mutation/${name}.html` },
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    thresholds: { high: 95, low: 90, break: 90 },
    ignorePatterns: ['/docs', '/reports', '/dist', '/test/tapes', '/test/browser', '/coverage'],
    // The compiler that is used here cannot be asked to read its settings for the copy; nothing in them points outside it.
    tsconfigFile: 'none.json',
  };
}
