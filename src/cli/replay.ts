import { type Replay, replayFile } from '../tape/replay.js';
import { TapeError } from '../tape/tape-error.js';
import type { Io } from './io.js';
import { parseOptions } from './parse-options.js';
import { progressBar } from './progress-bar.js';
import { tapesAt } from './tapes-at.js';
import { UsageError } from './usage-error.js';

export const replayHelp = `Usage: tokentape replay FILE|DIRECTORY

Runs the events of a recorded tape through the chart again and says whether everything came out the same, or names the first
record that did not. Of a directory, all its tapes. Exit code: 0 identical, 1 different or not a tape.`;

const numbers = new Intl.NumberFormat('en');

export async function replay(args: string[], io: Io): Promise<number> {
  const { positionals } = parseOptions(args, {}, 1);
  const [path] = positionals;
  if (path === undefined) throw new UsageError('replay needs a FILE or a DIRECTORY');
  const files = await tapesAt(path);
  if (files[0] !== path) return replayAll(files, io);
  const found = await replayFile(path);
  io.stdout.write(`${describe(found)}\n`);
  return found.identical ? 0 : 1;
}

async function replayAll(files: string[], io: Io): Promise<number> {
  const bar = progressBar(io, files.length);
  const startedAt = io.clock.now();
  let events = 0;
  let others = 0;
  for (const file of files) {
    const found = await replayFile(file).catch(troubleOf);
    if ('identical' in found && found.identical) {
      events += found.events;
    } else {
      others += 1;
      bar.print(`${file}: ${'identical' in found ? describe(found) : found.message}`);
    }
    bar.tick();
  }
  bar.end();
  const seconds = (io.clock.now() - startedAt) / 1_000;
  const rate = numbers.format(Math.round(events / Math.max(seconds, 0.001)));
  io.stdout.write(
    `${files.length - others} of ${files.length} tapes identical · ${numbers.format(events)} events in ${seconds.toFixed(1)} s (${rate}/s)\n`,
  );
  return others === 0 ? 0 : 1;
}

function describe(found: Replay): string {
  if (!found.identical) {
    const { stream, seq, what, recorded, replayed } = found;
    return `different: record ${seq} of stream ${stream}: ${what} was ${shown(recorded)}, is ${shown(replayed)}`;
  }
  const streams = found.streams === 1 ? '1 stream' : `${found.streams} streams`;
  const open = found.open.length === 0 ? '' : `; without an end: ${found.open.join(', ')}`;
  return `identical: ${streams}, ${numbers.format(found.events)} events${open}`;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));

function troubleOf(error: unknown): TapeError {
  if (error instanceof TapeError) return error;
  throw error;
}
