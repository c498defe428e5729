import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Adapter } from '../../src/adapter.js';
import { createStreamConsumer, deliver, type StreamConsumer } from '../../src/index.js';
import { createGateway } from '../../src/kit/index.js';
import { connectWorker, fromWorker } from '../../src/worker/index.js';

// Real threads. The worker runs the package as it was built (`npm test` builds it first).
const script = new URL('agent.mjs', import.meta.url);

interface Chat {
  texts: string[];
  adapter: Adapter;
  consumer: StreamConsumer;
}

/** A chat that answers at once, and a stream that goes there. */
function chat(maxLength = 1e9): Chat {
  const texts: string[] = [];
  const adapter: Adapter = {
    name: 'chat',
    limits: { maxLength, lengthOf: (text) => text.length },
    can: { edit: true },
    send: async ({ text }) => ({ ok: true, messageId: texts.push(text) - 1 }),
    async edit({ messageId, text }) {
      texts[Number(messageId)] = text;
      return { ok: true };
    },
  };
  return { texts, adapter, consumer: createStreamConsumer({ adapter, chatId: 'c', config: { editInterval: 0.01, cursor: '' } }) };
}

/** A worker that was asked for an answer, and our end of the stream. */
function ask(agent: string, request: object = {}): { worker: Worker; port: MessagePort } {
  const worker = new Worker(script);
  onTestFinished(() => void worker.terminate());
  worker.on('error', () => {});
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ agent, port: port2, ...request }, [port2]);
  return { worker, port: port1 };
}

describe('an agent in a worker', () => {
  it('speaks as one in the main thread does: deltas, boundaries, notes', async () => {
    const { texts, consumer } = chat();
    const { worker, port } = ask('tells', { pieces: ['Hel', 'lo.', null, { note: 'Looking …' }, 'Found', ' it.'] });
    expect(await connectWorker(port, consumer)).toMatchObject({ status: 'delivered', alreadySent: true });
    expect(texts).toEqual(['Hello.', 'Looking …', 'Found it.']);
    // Nothing keeps it alive any more.
    expect(await once(worker, 'exit')).toEqual([0]);
  });

  it('may give the final text', async () => {
    const { texts, consumer } = chat();
    const { port } = ask('corrects', { wrong: 'Becuase', right: 'Because' });
    expect(await connectWorker(port, consumer)).toMatchObject({ status: 'delivered', text: 'Because' });
    expect(texts).toEqual(['Because']);
  });

  it('is heard whole and in order, however much it says', async () => {
    const { consumer } = chat();
    const { port } = ask('counts', { upTo: 200_000 });
    const { status, text } = await connectWorker(port, consumer);
    expect(status).toBe('delivered');
    expect(text).toBe(Array.from({ length: 200_000 }, (_, index) => index + 1).join(' '));
  });

  it('is heard whole when it does not let go of its thread', async () => {
    const { consumer } = chat();
    const { port } = ask('countsWithoutLettingGo', { upTo: 20_000 });
    const { status, text } = await connectWorker(port, consumer);
    expect([status, text.slice(-11)]).toEqual(['delivered', '19999 20000']);
  });

  it('is heard when it exits right after what it said', async () => {
    const { texts, consumer } = chat();
    expect(await connectWorker(ask('saysItAndExits').port, consumer)).toMatchObject({ status: 'delivered' });
    expect(texts).toEqual(['All of it.']);
  });

  it('can be the worker itself, if it does nothing else', async () => {
    const { texts, consumer } = chat();
    const worker = new Worker(script, { workerData: { agent: 'tells', pieces: ['Hello', ' there.'] } });
    expect(await connectWorker(worker, consumer)).toMatchObject({ status: 'delivered' });
    expect(texts).toEqual(['Hello there.']);
    expect(await once(worker, 'exit')).toEqual([0]);
  });

  it('waits for what was said to land when it flushes', async () => {
    const { texts, consumer } = chat();
    expect(await connectWorker(ask('flushes').port, consumer)).toMatchObject({ status: 'delivered' });
    expect(texts).toEqual(['before', 'after']);
  });

  it('is an agent for deliver', async () => {
    const { texts, adapter } = chat();
    const { port } = ask('tells', { pieces: ['Hello.'] });
    expect(await deliver({ adapter, chatId: 'c', agent: fromWorker(port) })).toBeNull();
    expect(texts).toEqual(['Hello.']);
  });

  it('is an agent for a gateway', async () => {
    const { texts, adapter } = chat();
    const gateway = createGateway({
      adapter,
      agent: (run) => fromWorker(ask('tells', { pieces: [`You said ${run.message.text}`] }).port)(run),
    });
    expect(await gateway.receive({ chatId: 'c', text: 'this' }).answer).toMatchObject({ status: 'answered', missing: null });
    expect(texts).toEqual(['You said this']);
  });
});

describe('a cancel', () => {
  it('crosses to the worker, which can then end', async () => {
    const { texts, consumer } = chat();
    const cell = new Int32Array(new SharedArrayBuffer(8));
    const { worker, port } = ask('untilCancelled', { cell });
    const stop = new AbortController();
    const outcome = connectWorker(port, consumer, { signal: stop.signal });
    await expect.poll(() => texts).toEqual(['Endless']);
    stop.abort();
    expect(await outcome).toMatchObject({ status: 'cancelled', text: 'Endless' });
    expect(await once(worker, 'exit')).toEqual([0]);
    expect([...cell]).toEqual([1, 1]);
  });

  it('of the consumer itself crosses too', async () => {
    const { texts, consumer } = chat();
    const cell = new Int32Array(new SharedArrayBuffer(8));
    const { worker, port } = ask('untilCancelled', { cell });
    const outcome = connectWorker(port, consumer);
    await expect.poll(() => texts).toEqual(['Endless']);
    consumer.cancel('enough');
    expect(await outcome).toMatchObject({ status: 'cancelled' });
    await once(worker, 'exit');
    expect([...cell]).toEqual([1, 1]);
  });

  it('is heard by an agent that does not let go of its thread', async () => {
    const { texts, consumer } = chat();
    const cell = new Int32Array(new SharedArrayBuffer(8));
    const { worker, port } = ask('untilCancelledWithoutLettingGo', { cell });
    const stop = new AbortController();
    const outcome = connectWorker(port, consumer, { signal: stop.signal });
    await expect.poll(() => texts.length).toBe(1);
    stop.abort();
    expect(await outcome).toMatchObject({ status: 'cancelled' });
    await once(worker, 'exit');
    expect(cell[0]).toBe(1);
  });

  it('before anything was said asks for nothing', async () => {
    const { consumer } = chat();
    const { port } = ask('hangs');
    expect(await connectWorker(port, consumer, { signal: AbortSignal.abort() })).toMatchObject({ status: 'cancelled', calls: 0 });
  });
});

describe('a worker that does not come to its end', () => {
  const interrupted = (message: string) => ({ status: 'partial', text: 'Half an', failure: { reason: 'interrupted', message } });

  it.each([
    ['says that it failed', 'fails', 'the model is gone'],
    ['throws', 'throws', 'the worker ended before its stream did'],
    ['exits', 'exits', 'the worker ended before its stream did'],
    ['closes its port', 'ends', 'the worker ended before its stream did'],
  ])('because it %s ends the stream as interrupted', async (_, agent, message) => {
    const { texts, consumer } = chat();
    expect(await connectWorker(ask(agent).port, consumer)).toMatchObject(interrupted(message));
    expect(texts).toEqual(['Half an']);
  });

  it.each([
    ['throws', 'throws', 'nobody caught this'],
    ['exits', 'exits', 'the worker ended before its stream did (exit code 7)'],
  ])('says more where the worker itself is listened to: %s', async (_, agent, message) => {
    const { consumer } = chat();
    const worker = new Worker(script, { workerData: { agent } });
    expect(await connectWorker(worker, consumer)).toMatchObject(interrupted(message));
  });

  it('because it is terminated ends the stream as interrupted', async () => {
    const { texts, consumer } = chat();
    const { worker, port } = ask('hangs');
    const outcome = connectWorker(port, consumer);
    await expect.poll(() => texts).toEqual(['Half an']);
    await worker.terminate();
    expect(await outcome).toMatchObject(interrupted('the worker ended before its stream did'));
  });

  it('because it was gone before it was listened to ends the stream all the same', async () => {
    const { consumer } = chat();
    const { worker, port } = ask('hangs');
    await once(worker, 'online');
    await worker.terminate();
    expect(await connectWorker(port, consumer)).toMatchObject({ failure: { reason: 'interrupted' } });
  });

  it('fails deliver with a typed error, after the stream has ended', async () => {
    const { texts, adapter } = chat();
    const delivered = deliver({ adapter, chatId: 'c', agent: fromWorker(ask('exits').port) });
    await expect(delivered).rejects.toMatchObject({ name: 'WorkerStreamError', code: 'worker-ended' });
    expect(texts).toEqual(['Half an']);
  });
});
