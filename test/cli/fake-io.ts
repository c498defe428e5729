import type { Io } from '../../src/cli/io.js';
import { run } from '../../src/cli/run.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { Screen } from '../terminal/screen.js';

/** A command line in a test: the test types, presses Ctrl-C, and moves the clock. */
export class FakeIo implements Io {
  readonly clock = new VirtualClock();
  readonly stdout: Io['stdout'] & { text: string };
  readonly stderr: Io['stderr'] & { text: string };
  readonly env = {};
  readonly stdin: Io['stdin'];
  readonly screen: Screen;
  readonly #input: (Uint8Array | 'end')[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #terminations = new Set<() => void>();
  #wake = () => {};

  /** `both`: standard output and error are one screen · `errors`: only standard error is a terminal. */
  constructor(terminals: 'both' | 'errors' | 'none' = 'none', screen = new Screen(60, 20)) {
    this.screen = screen;
    this.stdout = terminals === 'both' ? screen : plain();
    this.stderr = terminals === 'none' ? plain() : screen;
    this.stdin = this.#read();
  }

  type(input: string | Uint8Array): void {
    this.#input.push(typeof input === 'string' ? Buffer.from(input) : input);
    this.#wake();
  }

  end(): void {
    this.#input.push('end');
    this.#wake();
  }

  interrupt(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  onInterrupt(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  terminate(): void {
    for (const listener of [...this.#terminations]) listener();
  }

  onTerminate(listener: () => void): () => void {
    this.#terminations.add(listener);
    return () => this.#terminations.delete(listener);
  }

  /** Runs a command line whose whole input is known. */
  async run(args: string[], input = ''): Promise<number> {
    const exit = run(args, this);
    this.type(input);
    this.end();
    return this.settle(exit);
  }

  /** Moves the clock until the command has ended. */
  async settle(exit: Promise<number>): Promise<number> {
    let ended = false;
    void exit.finally(() => {
      ended = true;
    });
    while (!ended) await this.clock.advance(50);
    return exit;
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#input.shift();
      if (next === 'end') return;
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}

function plain() {
  return {
    text: '',
    write(piece: string, done?: (error?: Error | null) => void) {
      this.text += piece;
      done?.();
      return true;
    },
  };
}
