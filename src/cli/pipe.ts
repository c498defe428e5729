import { createStreamConsumer } from '../create-stream-consumer.js';
import { feed } from '../sources/index.js';
import { describeOutcome } from './describe-outcome.js';
import type { Io } from './io.js';
import { readPipeOptions } from './pipe-options.js';
import { terminalTarget, webTarget } from './pipe-target.js';
import { showProgress } from './progress.js';
import { readInput } from './read-input.js';

export { pipeHelp } from './pipe-options.js';

export async function pipe(args: string[], io: Io): Promise<number> {
  const { from, to, port, config } = await readPipeOptions(args);
  const target = to === 'web' ? await webTarget(io, port) : terminalTarget(io);
  if (io.stdin.isTTY) io.stderr.write('Type the text; Ctrl-D ends it.\n');

  const { adapter, line, write } = target;
  const consumer = createStreamConsumer({ adapter, chatId: to, config, clock: io.clock, tape: { write } });
  target.attach(consumer);
  showProgress(consumer, line, io.clock);
  const stopListening = io.onInterrupt(() => consumer.cancel('by the user'));

  const outcome = await feed(readInput(io.stdin, from), consumer);
  stopListening();
  await target.close();
  // Whoever reads the output of a program that worked wants that output only.
  if (io.stderr.isTTY || outcome.status !== 'delivered') io.stderr.write(`${describeOutcome(outcome)}\n`);
  return outcome.status === 'delivered' ? 0 : 1;
}
