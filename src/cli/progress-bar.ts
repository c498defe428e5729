import { noStatusLine, statusLine } from '../terminal/status-line.js';
import type { Io } from './io.js';

const WIDTH = 30;

export interface ProgressBar {
  /** One more of them is done. */
  tick(): void;
  /** A line that stays. */
  print(line: string): void;
  end(): void;
}

/** Says on standard error how far a long job is; nothing where that is no terminal. */
export function progressBar(io: Io, total: number): ProgressBar {
  const line = io.stderr.isTTY ? statusLine(io.stderr, { below: false }) : noStatusLine;
  let done = 0;
  return {
    tick() {
      done += 1;
      const filled = Math.round((done / total) * WIDTH);
      line.set(`${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done} of ${total}`);
    },
    print: (text) => line.around(() => io.stdout.write(`${text}\n`)),
    end: () => line.end(),
  };
}
