import { parseOptions } from './parse-options.js';
import { UsageError } from './usage-error.js';

export const replayHelp = `Usage: tokentape replay FILE

Runs the events of a recorded tape through the chart again and says whether everything came out the same, or names the first
record that did not. Exit code: 0 identical, 1 different or not a tape.`;

export async function replay(args: string[]): Promise<number> {
  const { positionals } = parseOptions(args, {}, 1);
  const [file] = positionals;
  if (file === undefined) throw new UsageError('replay needs a FILE');
  throw new UsageError('replay is not built in yet');
}
