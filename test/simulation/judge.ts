import { replay } from '../../src/tape/replay.js';
import { complaintAbout } from './invariants.js';
import { play, type Run } from './play.js';
import type { Script } from './script.js';

/** Plays a script and holds it to all that has to hold; what does not, or undefined. Where there is a tape it is replayed (I10), where
 *  anybody looks on the same is played without (I11). */
export async function judge(script: Script): Promise<string | undefined> {
  if (script.observers === 'all') return judgeBeforeAll(script);
  const run = await play(script);
  const complaint = complaintAbout(run);
  if (complaint !== undefined) return complaint;
  if (script.observers === 'good') return replaysOtherwise(run);
  return script.observers === 'bad' ? differsFrom(run, await play({ ...script, observers: 'none' })) : undefined;
}

async function judgeBeforeAll(script: Script): Promise<string | undefined> {
  const quiet = await play({ ...script, observers: 'none' });
  const recorded = await play({ ...script, observers: 'good' });
  const disturbed = await play({ ...script, observers: 'bad' });
  return (
    complaintAbout(quiet) ??
    complaintAbout(recorded) ??
    complaintAbout(disturbed) ??
    replaysOtherwise(recorded) ??
    differsFrom(disturbed, quiet) ??
    // Without a tape nobody goes on after a crash.
    (recorded.crashes > 0 ? undefined : differsFrom(recorded, quiet))
  );
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

const differsFrom = (run: Run, quiet: Run): string | undefined =>
  courseOf(quiet) === courseOf(run) ? undefined : 'I11: without observers it takes another course';
