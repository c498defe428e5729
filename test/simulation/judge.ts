import { replay } from '../../src/tape/replay.js';
import { complaintAbout } from './invariants.js';
import { play, type Run } from './play.js';
import type { Script } from './script.js';

/** Plays a script and holds it to all that has to hold; what does not, or undefined. Where there is a tape it is replayed (I10), where
 *  the observers are bad the same is played without any (I11). */
export async function judge(script: Script): Promise<string | undefined> {
  const run = await play(script);
  const complaint = complaintAbout(run);
  if (complaint !== undefined) return complaint;
  if (script.observers === 'good') return replaysOtherwise(run);
  return script.observers === 'bad' ? differsWithout(run) : undefined;
}

function replaysOtherwise({ records }: Run): string | undefined {
  const replayed = replay(records);
  if (replayed.identical) return replayed.open.length > 0 ? 'I10: the tape has no end' : undefined;
  const { seq, what } = replayed;
  return `I10: record ${seq} differs in ${what} when it is replayed`;
}

/** What came of a run, as far as anyone outside can tell. */
const courseOf = ({ platform, outcome, tookMs }: Run): string =>
  JSON.stringify([platform.calls.map(({ fault, ...call }) => call), platform.visible, outcome, tookMs]);

async function differsWithout(run: Run): Promise<string | undefined> {
  const quiet = await play({ ...run.script, observers: 'none' });
  return courseOf(quiet) === courseOf(run) ? undefined : 'I11: without observers it takes another course';
}
