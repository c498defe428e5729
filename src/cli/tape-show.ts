import { readTape } from '../tape/read-tape.js';
import type { ShownMessage } from '../tape/screen.js';
import { screenAt, story } from '../tape/story.js';
import { neutralise } from '../terminal/neutralise.js';
import type { Io } from './io.js';
import { parseOptions } from './parse-options.js';
import { oneStream, tapeAt } from './tapes-at.js';
import { UsageError } from './usage-error.js';

export async function tapeShow(args: string[], io: Io): Promise<number> {
  const { positionals, values } = parseOptions(args, { at: { type: 'string' }, stream: { type: 'string' } }, 1);
  const [path] = positionals;
  if (path === undefined) throw new UsageError('tape show needs a FILE');
  const records = oneStream(await readTape(await tapeAt(path)), values.stream);
  if (values.at !== undefined) {
    io.stdout.write(`${screenAt(records, millisecondsIn(values.at)).map(describe).join('\n\n')}\n`);
    return 0;
  }
  for (const { at, state, what, screen } of story(records)) {
    io.stdout.write(`${secondsOf(at)}  ${state.padEnd(22)}  ${neutralise(what)}\n`);
    for (const message of screen ?? [])
      io.stdout.write(`${' '.repeat(12)}│ ${describe(message).replace(/\n/g, `\n${' '.repeat(12)}│ `)}\n`);
  }
  return 0;
}

const secondsOf = (ms: number): string => `${(ms / 1_000).toFixed(3).padStart(9)}s`;

function describe({ id, length, text, hasCursor, isDoubtful, isDraft }: ShownMessage): string {
  const marks = [isDraft && 'a draft', isDoubtful && 'perhaps'].filter((mark) => mark !== false);
  const shown = neutralise(text ?? `[message ${id ?? 'without an id'}: ${length} characters${hasCursor ? ', with the cursor' : ''}]`);
  return marks.length === 0 ? shown : `${shown} (${marks.join(', ')})`;
}

function millisecondsIn(time: string): number {
  const seconds = Number(time.replace(/s$/, ''));
  if (time === '' || !Number.isFinite(seconds) || seconds < 0) throw new UsageError(`--at takes seconds, as 12.3s, not '${time}'`);
  return seconds * 1_000;
}
