import type { Contender } from './contender.js';

const INTERVAL_MS = 1_000;

/** What one writes in an afternoon: a message, and an edit with the whole text every second; an error is ignored, the last is tried again. */
export const naive: Contender = {
  name: 'naive 1 s timer',
  start(platform, time) {
    let text = '';
    let shown = '';
    let id: number | undefined;
    let ended = false;
    let resolve: () => void = () => {};
    const done = new Promise<void>((settle) => {
      resolve = settle;
    });
    async function tick(): Promise<void> {
      const current = text.slice(0, 4_096);
      if (current !== shown && current !== '') {
        const answer = await (id === undefined ? platform.send(current) : platform.edit(id, current));
        if (answer.ok) {
          id = answer.id;
          shown = current;
        }
      }
      if (ended && shown === text.slice(0, 4_096)) resolve();
      else time.setTimeout(() => void tick(), INTERVAL_MS);
    }
    time.setTimeout(() => void tick(), INTERVAL_MS);
    return {
      onDelta(delta) {
        text += delta;
      },
      finish() {
        ended = true;
        return done;
      },
    };
  },
};
