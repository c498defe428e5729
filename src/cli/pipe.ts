import type { StreamConsumer } from '../consumer.js';
import { createStreamConsumer } from '../create-stream-consumer.js';
import { feed } from '../sources/index.js';
import { fileSink } from '../tape/file-sink.js';
import type { TapeSink } from '../tape/record.js';
import { teeSink } from '../tape/sinks.js';
import { describeOutcome } from './describe-outcome.js';
import { DRAIN_MS, type Io } from './io.js';
import { type Destination, readPipeOptions } from './pipe-options.js';
import { type PipeTarget, platformTarget, terminalTarget, webTarget } from './pipe-target.js';
import { showProgress } from './progress.js';
import { readInput } from './read-input.js';
import { mayBecomeTape } from './tapes-at.js';

export { pipeHelp } from './pipe-options.js';

export async function pipe(args: string[], io: Io): Promise<number> {
  const { from, to, port, tape, config } = await readPipeOptions(args);
  if (tape) await mayBecomeTape(tape.path);
  const target = await targetFor(to, port, io);
  const file = tape && fileSink(tape.path, { text: tape.text ? 'on' : 'off' });
  if (io.stdin.isTTY) io.stderr.write('Type the text; Ctrl-D ends it.\n');

  const { adapter, chatId, metadata, line, sink } = target;
  const consumer = createStreamConsumer({
    adapter,
    chatId,
    metadata,
    config: { ...target.config, ...config },
    clock: io.clock,
    tape: both(file, sink),
  });
  target.attach(consumer);
  showProgress(consumer, line, io.clock);
  const stopListening = stopWhenTold(consumer, io);

  const outcome = await feed(readInput(io.stdin, from), consumer);
  await file?.close();
  // Not before: a signal that nobody listens to ends the process at once.
  stopListening();
  await target.close();
  // Whoever reads the output of a program that worked wants that output only.
  if (io.stderr.isTTY || outcome.status !== 'delivered') io.stderr.write(`${describeOutcome(outcome)}\n`);
  return outcome.status === 'delivered' ? 0 : 1;
}

/** Ctrl-C means now. SIGTERM leaves some time, and what is then not complete is marked. */
function stopWhenTold(consumer: StreamConsumer, io: Io): () => void {
  let timer: unknown;
  const stops = [
    io.onInterrupt(() => consumer.cancel('by the user')),
    io.onTerminate(() => {
      timer = io.clock.setTimeout(() => consumer.interrupt(new Error('the program was told to stop')), DRAIN_MS);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    io.clock.clearTimeout(timer);
  };
}

function targetFor(to: Destination, port: number | undefined, io: Io): PipeTarget | Promise<PipeTarget> {
  if (to.kind === 'terminal') return terminalTarget(io);
  return to.kind === 'web' ? webTarget(io, port) : platformTarget(io, to);
}

/** The screen shows records without reading their text, so it takes what the file takes. */
function both(file: TapeSink | undefined, screen: TapeSink | undefined): TapeSink | undefined {
  return file && screen ? teeSink(file, { text: file.text, write: screen.write }) : (file ?? screen);
}
