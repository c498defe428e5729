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
  const listeners = new Set<() => void>();
  const interrupt = () => {
    // Nobody listens, or not any more: the second Ctrl-C means now.
    if (listeners.size === 0) process.exit(130);
    for (const listener of [...listeners]) {
      listeners.delete(listener);
      listener();
    }
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);

  return {
    stdin,
    stdout,
    stderr,
    env,
    clock: systemClock,
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
