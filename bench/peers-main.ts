// Measures the delivery, in a Node that all peers accept, and writes what was found to standard output. `quality` or `fleet` says what.

import { peers } from './contenders/peers.js';
import { fleets } from './fleet.js';
import { quality } from './quality.js';

/** The peer that stands for the rest in the fleet, which takes long. */
const IN_FLEET = /^chat /;

const { found, missing } = await peers();
const results =
  process.argv[2] === 'fleet' ? { fleets: await fleets(found.filter(({ name }) => IN_FLEET.test(name))) } : { cells: await quality(found) };
process.stdout.write(JSON.stringify({ ...results, missing, node: process.version }));
