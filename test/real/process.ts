import { type ChildProcess, spawn } from 'node:child_process';

/** A server started for one suite. */
export interface RunningServer {
  /** What it printed, for the message of a test that fails. */
  printed(): string;
  /** Stops it where it stands: connections stay open, and nothing is answered. */
  freeze(): void;
  /** Ends it as a power cut would, frozen or not, and resolves when it is gone. Idempotent. */
  kill(): Promise<void>;
}

/** Starts the program and sees to it that it does not outlive the test run. */
export function startProcess(path: string, args: readonly string[]): RunningServer {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const note = (chunk: unknown) => {
    printed += String(chunk);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);
  const gone = whenGone(child).then(() => process.off('exit', killChild));

  return {
    printed: () => printed,
    freeze: () => {
      child.kill('SIGSTOP');
    },
    kill: async () => {
      killChild();
      await gone;
    },
  };
}

function whenGone(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}
