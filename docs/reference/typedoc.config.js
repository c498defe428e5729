import { readFileSync } from 'node:fs';

const { exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** Every way into the package is documented, from its source. */
const entryPoints = Object.values(exports)
  .filter((target) => target.endsWith('.js'))
  .map((target) => target.replace('./dist/', '../../').replace(/\.js$/, '.ts'));

export default {
  name: 'tokentape',
  entryPoints,
  tsconfig: '../../tsconfig.build.json',
  basePath: '../..',
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  validation: { notExported: true, invalidLink: true, notDocumented: false },
  // What the budget's chart keeps to itself; its definition shows it all the same.
  intentionallyNotExported: ['CallFacts', 'Place', 'Experience', 'Allowance'],
  treatValidationWarningsAsErrors: true,
  outputs: [
    { name: 'html', path: '../../reports/reference' },
    { name: 'json', path: '../../reports/reference/reference.json' },
  ],
};
