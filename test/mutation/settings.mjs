/** How Stryker tries one part, or some of its files. `where` is where its report goes.
 *  @type {(part: string, files: string[], where: string) => import('@stryker-mutator/api/core').PartialStrykerOptions} */
export function settings(part, files, where) {
  return {
    mutate: files,
    testRunner: 'in-process',
    buildCommand: `node test/mutation/bundle.mjs ${part}`,
    plugins: ['in-process', 'wording'].map((name) => new URL(`${name}.mjs`, import.meta.url).href),
    ignorers: ['wording'],
    // A chart is one literal, so nearly all that can be changed in it is read once, when the module is loaded.
    ignoreStatic: false,
    coverageAnalysis: 'perTest',
    concurrency: 1,
    // A busy machine is slow, not wrong.
    timeoutMS: 10_000,
    timeoutFactor: 4,
    // What the scripts of a part take up would not fit into memory for ever.
    maxTestRunnerReuse: 1_000,
    reporters: ['progress-append-only', 'json', 'html'],
    jsonReporter: { fileName: `${where}.json` },
    htmlReporter: { fileName: `${where}.html` },
    allowConsoleColors: false,
    ignorePatterns: ['/docs', '/reports', '/dist', '/bench', '/test/tapes', '/test/browser', '/coverage'],
    // The compiler that is used here cannot be asked to read its settings for the copy; nothing in them points outside it.
    tsconfigFile: 'none.json',
  };
}
