// npm run mutate -- [part or file …]
//
// Makes mutants of the parts of the program, one part after the other, and prints what became of them. Fails if a file scores less
// than it should, or if a mutant survived that survivors.yaml does not explain.

import { readFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { parse } from 'yaml';
import { LEAST_SCORE, PARTS } from './parts.mjs';
import { settings } from './settings.mjs';

const FOUND = ['Killed', 'Timeout', 'RuntimeError'];
const MISSED = ['Survived', 'NoCoverage'];

const wanted = process.argv.slice(2);
const results = [];
let isGood = true;
for (const [part, { files }] of Object.entries(PARTS)) {
  const chosen = wanted.length === 0 || wanted.includes(part) ? files : files.filter((file) => wanted.includes(file));
  if (chosen.length === 0) continue;
  const name = chosen.length === files.length ? part : chosen.map((file) => file.replaceAll('/', '-')).join('+');
  try {
    results.push(...(await new Stryker(settings(part, chosen, `reports/mutation/${name}`)).runMutationTest()));
  } catch (error) {
    // Stryker has said why. The other parts can be tried all the same.
    console.error(`${part} could not be tried: ${error.message}`);
    isGood = false;
  }
}
if (isGood && results.length === 0) throw new Error(`there is no such part or file; parts are ${Object.keys(PARTS).join(', ')}`);

const explained = new Map(
  parse(readFileSync(new URL('survivors.yaml', import.meta.url), 'utf8')).flatMap(({ file, mutants }) =>
    mutants.map((mutant) => [`${file}: ${mutant}`, 0]),
  ),
);
const files = new Map();
for (const mutant of results) {
  const file = mutant.fileName.replace(`${process.cwd()}/`, '');
  files.set(file, [...(files.get(file) ?? []), mutant]);
}
console.log('\n| file | score | killed | timeout | survived | of them explained |\n| --- | --- | --- | --- | --- | --- |');
for (const [file, mutants] of files) console.log(row(file, mutants));
for (const [file, mutants] of files) {
  const open = mutants.filter(({ status }) => MISSED.includes(status)).filter((mutant) => !isExplained(file, mutant));
  if (open.length > 0) isGood = false;
  for (const mutant of open)
    console.log(`\n${file}:${mutant.location.start.line} ${mutant.status}\n    - ${JSON.stringify(changeOf(file, mutant))}`);
}
for (const [mutant, count] of explained)
  if (count === 0 && files.has(mutant.split(': ')[0])) console.log(`\nexplained, but did not survive: ${mutant}`);
process.exitCode = isGood ? 0 : 1;

function row(file, mutants) {
  const count = (...statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const found = count(...FOUND);
  const survivors = mutants.filter(({ status }) => MISSED.includes(status));
  const score = (100 * found) / (found + survivors.length);
  if (score < LEAST_SCORE) isGood = false;
  const explainedHere = survivors.filter((mutant) => isExplained(file, mutant)).length;
  return `| \`${file}\` | ${score.toFixed(2)} % | ${count('Killed', 'RuntimeError')} | ${count('Timeout')} | ${survivors.length} | ${explainedHere} |`;
}

function isExplained(file, mutant) {
  const key = `${file}: ${changeOf(file, mutant)}`;
  if (!explained.has(key)) return false;
  explained.set(key, explained.get(key) + 1);
  return true;
}

/** `what it was -> what became of it`, on one line. */
function changeOf(file, { location: { start, end }, replacement }) {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return `${lines.join('\n')} -> ${replacement}`.replaceAll(/\s+/gu, ' ');
}
