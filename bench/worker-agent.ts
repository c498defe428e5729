// The worker of bench/worker.ts: says a number of deltas at a rate, every hundredth with the time.

import { type MessagePort, parentPort } from 'node:worker_threads';
import { workerStream } from '../src/worker/index.js';

const MARKED_EVERY = 100;

parentPort?.once('message', async ({ port, deltas, perSecond }: { port: MessagePort; deltas: number; perSecond: number }) => {
  const stream = workerStream(port);
  const startedAt = performance.now();
  let said = 0;
  while (said < deltas) {
    const due = perSecond === 0 ? said + 256 : Math.floor(((performance.now() - startedAt) * perSecond) / 1_000);
    let hasRoom = true;
    for (; said < Math.min(due, deltas); said += 1)
      hasRoom = stream.onDelta(said % MARKED_EVERY === 0 ? `⟨${process.hrtime.bigint()}⟩` : ' token');
    // At a rate it sleeps between its words, as a model that computes elsewhere does; else it only lets go of the thread.
    if (!hasRoom) await stream.drained();
    else if (perSecond > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    else await new Promise((resolve) => setImmediate(resolve));
  }
  await stream.finish();
});
