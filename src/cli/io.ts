import type { Clock } from '../clock.js';
import type { TerminalStream } from '../terminal/terminal-stream.js';

/** What a command sees of the world. */
export interface Io {
  stdin: AsyncIterable<Uint8Array> & { isTTY?: boolean | undefined };
  stdout: TerminalStream;
  stderr: TerminalStream;
  env: NodeJS.ProcessEnv;
  clock: Clock;
  /** Calls back when the user asks to stop: with Ctrl-C, or with a signal to the same end. Returns how to stop listening. */
  onInterrupt(listener: () => void): () => void;
  /** Calls back when the process is to end in order (SIGTERM). Where nobody listens, that is an interrupt. */
  onTerminate(listener: () => void): () => void;
}

/** What is being shown may come to its end in this time after SIGTERM; whoever sent it waits 10 s, mostly, before SIGKILL. */
export const DRAIN_MS = 5_000;

/** Resolves when the user asks to stop. */
export function interrupted(io: Io): Promise<void> {
  return new Promise((resolve) => {
    const stopListening = io.onInterrupt(() => {
      stopListening();
      resolve();
    });
  });
}

/** The same, and tells whether there is time to end in order. */
export function stopped(io: Io): Promise<'interrupted' | 'terminated'> {
  return new Promise((resolve) => {
    const stopListening = [io.onInterrupt(() => done('interrupted')), io.onTerminate(() => done('terminated'))];
    function done(how: 'interrupted' | 'terminated'): void {
      for (const stop of stopListening) stop();
      resolve(how);
    }
  });
}
