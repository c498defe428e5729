import type { Clock } from '../clock.js';
import type { TerminalStream } from '../terminal/terminal-stream.js';

/** What a command sees of the world. */
export interface Io {
  stdin: AsyncIterable<Uint8Array> & { isTTY?: boolean | undefined };
  stdout: TerminalStream;
  stderr: TerminalStream;
  env: NodeJS.ProcessEnv;
  clock: Clock;
  /** Calls back when the user asks to stop (Ctrl-C, or a signal to the same end). Returns how to stop listening. */
  onInterrupt(listener: () => void): () => void;
}

/** Resolves when the user asks to stop. */
export function interrupted(io: Io): Promise<void> {
  return new Promise((resolve) => {
    const stopListening = io.onInterrupt(() => {
      stopListening();
      resolve();
    });
  });
}
