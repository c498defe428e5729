// Runs the peers, in a Node that they all accept, and writes what was found to standard output.

import { peers } from './contenders/peers.js';
import { fleets } from './fleet.js';
import { quality } from './quality.js';

/** The peer that stands for the rest in the fleet, which takes long. */
const IN_FLEET = /^chat /;

const { found, missing } = await peers();
const cells = await quality(found);
const results = await fleets(found.filter(({ name }) => IN_FLEET.test(name)));
process.stdout.write(JSON.stringify({ cells, fleets: results, missing, node: process.version }));
