import type { Clock } from '../clock.js';
import type { StreamConsumer } from '../consumer.js';
import type { StatusLine } from '../terminal/status-line.js';

const lookEveryMs = 100;
const numbers = new Intl.NumberFormat('en');

/** Keeps a status line saying how a stream stands, until it has settled. */
export function showProgress(consumer: StreamConsumer, line: StatusLine, clock: Clock): void {
  let timer: unknown;
  tick();
  void consumer.settled.then(() => {
    clock.clearTimeout(timer);
    line.end();
  });

  function tick(): void {
    const { state, calls, pending, messages } = consumer.view();
    const shown = messages.reduce((sum, { text }) => sum + text.length, 0);
    line.set(`${state} · ${calls} ${calls === 1 ? 'call' : 'calls'} · ${numbers.format(shown)} shown · ${numbers.format(pending)} pending`);
    timer = clock.setTimeout(tick, lookEveryMs);
  }
}
