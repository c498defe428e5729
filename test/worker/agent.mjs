// What the workers of these tests run: it answers the requests that the test sends, with the package as it was built.
import { parentPort, workerData } from 'node:worker_threads';
import { workerStream } from '../../dist/src/worker/index.js';

const agents = {
  async tells({ stream, pieces }) {
    for (const piece of pieces) {
      if (typeof piece === 'string' || piece === null) stream.onDelta(piece);
      else if (piece.note) stream.onCommentary(piece.note);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await stream.finish();
  },
  async corrects({ stream, wrong, right }) {
    stream.onDelta(wrong);
    await stream.finish(right);
  },
  async counts({ stream, upTo }) {
    for (let number = 1; number <= upTo; number += 1) if (!stream.onDelta(`${number} `)) await stream.drained();
    await stream.finish();
  },
  async countsWithoutLettingGo({ stream, upTo }) {
    for (let number = 1; number <= upTo; number += 1) stream.onDelta(`${number} `);
    await stream.finish();
  },
  saysItAndExits({ stream }) {
    stream.onDelta('All of it.');
    stream.finish();
    process.exit(0);
  },
  async untilCancelled({ stream, cell }) {
    stream.onDelta('Endless');
    await new Promise((resolve) => stream.signal.addEventListener('abort', resolve, { once: true }));
    Atomics.store(cell, 0, 1);
    await stream.finish();
    Atomics.store(cell, 1, 1);
  },
  async untilCancelledWithoutLettingGo({ stream, cell }) {
    // At a pace that the main thread can follow: the wait holds the thread, and no event loop turns in it.
    while (!stream.signal.aborted) {
      stream.onDelta('x'.repeat(1_024));
      Atomics.wait(cell, 1, 0, 1);
    }
    Atomics.store(cell, 0, 1);
  },
  async flushes({ stream }) {
    stream.onDelta('before');
    await stream.flush();
    stream.onDelta('after');
    await stream.finish();
  },
  async fails({ stream }) {
    stream.onDelta('Half an');
    await stream.interrupt(new Error('the model is gone'));
  },
  throws({ stream }) {
    stream.onDelta('Half an');
    setTimeout(() => {
      throw new Error('nobody caught this');
    }, 20);
  },
  exits({ stream }) {
    stream.onDelta('Half an');
    setTimeout(() => process.exit(7), 20);
  },
  ends({ stream, port }) {
    stream.onDelta('Half an');
    setTimeout(() => port.close(), 20);
  },
  async hangs({ stream }) {
    stream.onDelta('Half an');
    await new Promise((resolve) => setTimeout(resolve, 1e9));
  },
};

if (workerData) {
  const stream = workerStream();
  agents[workerData.agent]({ stream, port: parentPort, ...workerData });
} else {
  parentPort.once('message', ({ agent, port, ...request }) => void agents[agent]({ stream: workerStream(port), port, ...request }));
}
