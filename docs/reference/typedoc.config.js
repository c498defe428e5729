import { readFileSync } from 'node:fs';

const { exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

const sourceOf = (target) => target.replace('./dist/', '../../').replace(/\.js$/, '.ts');

/** Every way into the package is documented, from its source; what is closed (`null`) is not. */
const entryPoints = Object.values(exports)
  .filter((target) => target?.endsWith('.js'))
  .map(sourceOf);
const closed = Object.entries(exports)
  .filter(([, target]) => target === null)
  .map(([subpath]) => `../../src${subpath.slice(1)}.ts`);

export default {
  name: 'tokentape',
  entryPoints,
  exclude: closed,
  tsconfig: '../../tsconfig.build.json',
  basePath: '../..',
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  excludeInternal: true,
  validation: { notExported: true, invalidLink: true, notDocumented: false },
  // What the budget's chart keeps to itself; its definition shows it all the same.
  intentionallyNotExported: ['CallFacts', 'Place', 'Experience', 'Allowance'],
  treatValidationWarningsAsErrors: true,
  outputs: [
    { name: 'html', path: '../../reports/reference' },
    { name: 'json', path: '../../reports/reference/reference.json' },
  ],
};
