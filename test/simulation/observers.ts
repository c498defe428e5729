// Everyone who looks on: a tape, an inspector, a listener. Bad ones fail in every way that they can, and may not matter (I11).

import type { Inspect } from '../../src/inspect.js';
import type { TapeRecord, TapeSink } from '../../src/tape/record.js';
import { Luck } from './luck.js';
import type { Script } from './script.js';

export interface Observers {
  tape?: TapeSink;
  inspect?: Inspect;
  onNewMessage(message: { id: unknown; text: string }): void;
}

/** What they saw. */
export interface Seen {
  announced: { id: unknown; text: string }[];
  records: TapeRecord[];
  lines: string[];
}

export function observersOf({ observers, luck = 0 }: Script, { announced, records, lines }: Seen): Observers {
  const onNewMessage = (message: { id: unknown; text: string }) => {
    announced.push(message);
  };
  if (observers === 'none') return { onNewMessage };
  const write = (record: TapeRecord, line: string) => {
    records.push(record);
    lines.push(line);
  };
  if (observers === 'good') return { onNewMessage, tape: { text: 'on', write } };
  const misbehave = misbehaviour(new Luck(luck));
  return {
    onNewMessage(message) {
      onNewMessage(message);
      misbehave();
    },
    inspect: misbehave,
    tape: {
      write(record, line) {
        const answer = misbehave();
        if (answer !== false) write(record, line);
        return answer;
      },
    },
  };
}

/** A sink that answers with a promise is waited for, 20 ms at most and not twice: that has tests of its own, and another course. */
function misbehaviour(luck: Luck): () => unknown {
  return () => {
    switch (luck.below(5)) {
      case 0:
        throw new Error('it blew up');
      case 1:
        return false;
      default:
        return undefined;
    }
  };
}
