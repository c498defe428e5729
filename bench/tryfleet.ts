import { fleets } from './fleet.js';

console.table(await fleets([]));
