// What mutants are made of, and which tests judge them.

/** What stands by itself: its own tests judge it. */
const ALONE = [
  ...['backlog', 'item', 'ledger', 'pages', 'patience', 'platform-call', 'settings', 'stall-watch'].map((name) => `stream/${name}`),
  ...['text/code-points', 'text/fences', 'text/split', 'chart/live-chart', 'recent-map'],
];

/** What the budget's chart calculates with. */
const NUMBERS = ['allowance', 'pace', 'place', 'queue'];

const FILTERS = [
  ...['chain', 'close-fences', 'directive', 'heal-markdown', 'hide-directives', 'hide-reasoning', 'hold-silence-markers'],
  ...['mask-secrets', 'seam', 'secret-kind', 'secret-patterns', 'tags'],
];

/** The tests of what only works together: their own, stories, and a few hundred of the simulation's random scripts. */
const WHOLE = [
  'stream/report',
  'stream/intake',
  'stream/restore',
  'stream/call-planner',
  'stream/delivery',
  'create-stream-consumer',
  'bad-input',
  'deliver',
  'scenarios/scenarios',
  'mutation/simulated',
];

/** A part is tried in one go: `files` are changed, and every change is judged by all of `tests`, the quick ones first.
 *  `takesItsTime`: by the slow ones among them, too.
 *  @type {Record<string, { files: string[], tests: string[], takesItsTime?: boolean }>} */
export const PARTS = {
  chart: {
    files: ['machines/stream.machine.ts'],
    tests: ['model/steps', 'model/table'],
    takesItsTime: true,
  },
  budget: {
    files: ['machines/budget.machine.ts'],
    tests: ['machines/budget-steps', 'machines/budget', 'budget/create-budget'],
  },
  numbers: {
    files: NUMBERS.map((name) => `machines/${name}.ts`),
    tests: [...NUMBERS.map((name) => `machines/${name}`), 'budget/create-budget'],
  },
  conversation: {
    files: ['machines/conversation.machine.ts'],
    tests: ['machines/conversation'],
  },
  filters: {
    files: FILTERS.map((name) => `src/filters/${name}.ts`),
    tests: [
      ...['chain', 'close-fences', 'heal-markdown', 'hide-directives', 'hide-reasoning', 'hold-silence-markers', 'mask-secrets'],
      ...['tags', 'directive', 'seam', 'secret-patterns'],
    ].map((name) => `filters/${name}`),
  },
  parts: {
    files: ALONE.map((name) => `src/${name}.ts`),
    tests: ALONE,
  },
  whole: {
    files: [
      ...['src/create-stream-consumer.ts', 'src/deliver.ts'],
      ...['call-planner', 'delivery', 'intake', 'report', 'restore'].map((name) => `src/stream/${name}.ts`),
    ],
    tests: WHOLE,
  },
};

/** Below this share of mutants that were found, a file is not tested well enough. */
export const LEAST_SCORE = 90;
