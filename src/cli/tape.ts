import type { Io } from './io.js';
import { didYouMean } from './parse-options.js';
import { replay } from './replay.js';
import { tapeShow } from './tape-show.js';
import { tapeVerify } from './tape-verify.js';
import { tapeWhatIf } from './tape-what-if.js';
import { UsageError } from './usage-error.js';

export const tapeHelp = `Usage: tokentape tape verify FILE|DIRECTORY
       tokentape tape show FILE [--at 12.3s] [--stream ID]
       tokentape tape replay FILE|DIRECTORY
       tokentape tape what-if FILE [options]

verify    finds every line that was changed, dropped, moved or cut off, and names it
show      tells the story of one stream, or prints the screen as it was that long after the beginning
replay    runs it through the chart again, as tokentape replay does
what-if   streams what is on the tape once more, to a simulated platform, and compares

  --at TIME              with show: seconds since the stream began, as 12.3 or 12.3s
  --stream ID            which stream, where the tape holds several
  --edit-interval S      with what-if: seconds between two edits
  --buffer-threshold N   with what-if: new characters that are shown before the interval is over
  --budget PLATFORM      with what-if: whose limits to keep to: telegram, discord, slack … or none (default: those on the tape)

Exit code: 0 it is as it should be, 1 it is not, 2 the command line is wrong.`;

const verbs: Record<string, (args: string[], io: Io) => Promise<number>> = {
  verify: tapeVerify,
  show: tapeShow,
  replay,
  'what-if': tapeWhatIf,
};

export async function tape([verb, ...args]: string[], io: Io): Promise<number> {
  const names = Object.keys(verbs);
  if (verb === undefined) throw new UsageError(`tape needs one of ${names.join(', ')}`);
  const run = verbs[verb];
  if (!run) throw new UsageError(`unknown: tape ${verb}${didYouMean(verb, names)}`);
  return run(args, io);
}
