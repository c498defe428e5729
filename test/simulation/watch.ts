import type { StreamConsumer } from '../../src/consumer.js';
import { MARK } from './mint.js';
import { toldInk } from './platform.js';
import type { Run } from './play.js';

/** Looks at a run whenever it has come to rest, and notes what does not hold at that moment. */
export class Watch {
  readonly #run: Run;
  #settledAs: string | undefined;
  #answersSeen = -1;

  constructor(run: Run) {
    this.#run = run;
  }

  look(consumer: StreamConsumer): void {
    const { complaints } = this.#run;
    if (complaints.length > 0) return;
    const complaint = this.#complaint(consumer);
    if (complaint !== undefined) complaints.push(`${complaint} (in the middle)`);
  }

  #complaint(consumer: StreamConsumer): string | undefined {
    const { platform, said, outcome } = this.#run;
    if (!outcome && platform.answers === this.#answersSeen) return undefined;
    this.#answersSeen = platform.answers;
    const view = consumer.view();
    if (outcome) {
      if (view.state !== 'done' && view.state !== 'cancelled') return `I12: it has settled, and is ${view.state}`;
      this.#settledAs ??= JSON.stringify(view);
      if (JSON.stringify(view) !== this.#settledAs) return 'I8: something changed after `settled`';
      return undefined;
    }
    const { told } = platform;
    const claimed = view.messages.map(({ id, text }) => `${String(id)}: ${text}`);
    const shown = told.map((message) => `${String(message.toldId)}: ${message.told}`);
    if (!isWithin(shown, claimed)) return `I3: it thinks to show ${JSON.stringify(claimed)}, the platform said ${JSON.stringify(shown)}`;
    return said.isOver ? undefined : this.#disorder(toldInk(platform), said.ink);
  }

  /** As long as nothing has been said anew, the screen is what was said, up to some point, with holes where a message is gone. */
  #disorder(shown: string, said: string): string | undefined {
    if (this.#run.script.config.freshFinalAfter > 0 || said.startsWith(shown)) return undefined;
    let at = -1;
    for (const letter of shown) {
      // The script knows only after a wait that the source fell silent in it.
      if (letter === MARK) continue;
      const place = said.indexOf(letter);
      if (place < 0) return `I2: ${letter} is on screen and was never said`;
      if (place <= at) return 'I2: shown twice, or out of order';
      at = place;
    }
    return undefined;
  }
}

/** `some` are among `all`, in order. */
function isWithin(some: readonly string[], all: readonly string[]): boolean {
  let at = 0;
  for (const one of all) if (at < some.length && one === some[at]) at += 1;
  return at === some.length;
}
