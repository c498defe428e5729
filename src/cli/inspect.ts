import { startInspector } from '../inspector/inspector.js';
import { type Io, interrupted } from './io.js';
import { parseOptions, portIn } from './parse-options.js';
import { serve } from './serve.js';
import { mayHoldTapes } from './tapes-at.js';

export const inspectHelp = `Usage: tokentape inspect [FILE|DIRECTORY…] [options]

Shows tapes in a browser: the chart with its active state, the chat as the reader saw it, every record, and how far the screen was
behind. Open the printed address; it works on this machine only. Tapes that still grow are followed. Without a tape it starts the
web chat and shows its streams as they run.

  --port N    the port; it must be free (default: 7346, or any free port)
  --control   the page may stop streams of the web chat`;

export async function inspect(args: string[], io: Io): Promise<number> {
  const options = { port: { type: 'string' }, control: { type: 'boolean' } } as const;
  const { values, positionals } = parseOptions(args, options, Number.POSITIVE_INFINITY);
  if (positionals.length === 0) return serve(args, io);
  for (const path of positionals) await mayHoldTapes(path);
  const inspector = await startInspector({ files: positionals, port: portIn(values.port), clock: io.clock });
  io.stdout.write(`tokentape shows what is on tape on ${inspector.url}\n`);

  await interrupted(io);
  await inspector.close();
  return 0;
}
