import { systemClock } from '../clock.js';
import type { Io } from './io.js';
import { run } from './run.js';

/** Runs the command line of this process and sets its exit code. */
export async function runProcess(): Promise<void> {
  // A reader that went away (`| head`) is told to whoever was writing; here it only must not end in a stack trace.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreBrokenPipe);
  process.exitCode = await run(process.argv.slice(2), processIo());
  // An open standard input would keep the process alive.
  process.stdin.destroy();
}

function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  const interrupts = new Set<() => void>();
  const terminations = new Set<() => void>();
  process.on('SIGINT', () => tell(interrupts, 130));
  process.on('SIGTERM', () => tell(terminations.size > 0 ? terminations : interrupts, 143));

  return {
    stdin,
    stdout,
    stderr,
    env,
    clock: systemClock,
    onInterrupt: (listener) => listen(interrupts, listener),
    onTerminate: (listener) => listen(terminations, listener),
  };
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Each is told once. Nobody listens, or not any more: the second signal means now. What has come to its end has an exit code already. */
function tell(listeners: Set<() => void>, exitCode: number): void {
  if (listeners.size === 0) process.exit(process.exitCode ?? exitCode);
  for (const listener of [...listeners]) {
    listeners.delete(listener);
    listener();
  }
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
