// Both ends in one thread: what crosses, and what must not.

import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { InvalidInputError } from '../../src/errors.js';
import { settle } from '../../src/virtual-clock.js';
import { WorkerStreamError, workerStream } from '../../src/worker/index.js';
import { CREDITS, type Parcel, type Reply } from '../../src/worker/protocol.js';
import { receive } from '../../src/worker/receive.js';

let main: MessagePort;
let worker: MessagePort;

beforeEach(() => {
  const { port1, port2 } = new MessageChannel();
  [main, worker] = [port1, port2];
  onTestFinished(() => {
    port1.close();
    port2.close();
  });
});

const grant = (parcels: number) => main.postMessage({ type: 'credit', parcels } satisfies Reply);

async function crossed(): Promise<Parcel[]> {
  for (let turn = 0; turn < 5; turn += 1) await settle();
  const parcels: Parcel[] = [];
  for (let one = receiveMessageOnPort(main); one; one = receiveMessageOnPort(main)) parcels.push(one.message as Parcel);
  return parcels;
}

describe("the worker's end", () => {
  it('sends nothing that was not asked for', async () => {
    const stream = workerStream(worker);
    stream.onDelta('Hello');
    expect(await crossed()).toEqual([]);
    grant(1);
    expect(await crossed()).toEqual([{ seq: 1, steps: ['Hello'] }]);
    stream.onDelta(' there');
    expect(await crossed()).toEqual([]);
  });

  it('does not mind what else the port carries', async () => {
    const stream = workerStream(worker);
    for (const other of [{ task: 'the next question' }, { type: 'toString' }, 'text', null, 7]) main.postMessage(other);
    grant(1);
    stream.onDelta('Hello');
    expect(await crossed()).toEqual([{ seq: 1, steps: ['Hello'] }]);
  });

  it('breaks off with words, whatever was thrown', async () => {
    const stream = workerStream(worker);
    grant(1);
    void stream.interrupt(Object.create(null));
    expect(await crossed()).toMatchObject([{ steps: [{ say: 'failure', message: expect.stringContaining('words') }] }]);
  });

  it('makes one of all that is said in a turn, or while it waits', async () => {
    const stream = workerStream(worker);
    grant(2);
    await crossed();
    for (const piece of ['a', 'b', 'c']) stream.onDelta(piece);
    expect(await crossed()).toEqual([{ seq: 1, steps: ['abc'] }]);
    stream.onDelta('d');
    stream.onDelta(null);
    stream.onDelta('e');
    stream.onDelta('f');
    stream.onCommentary('note');
    expect(await crossed()).toEqual([{ seq: 2, steps: ['d', { say: 'boundary' }, 'ef', { say: 'commentary', text: 'note' }] }]);
  });

  it('cuts what is long, so that little is on its way', async () => {
    const stream = workerStream(worker);
    const long = 'x'.repeat(100_000);
    stream.onDelta(long);
    void stream.finish();
    grant(CREDITS);
    const parcels = await crossed();
    expect(parcels.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    const texts = parcels.flatMap(({ steps }) => steps.filter((step) => typeof step === 'string'));
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(32_768);
    expect(texts.join('')).toBe(long);
    expect(parcels.at(-1)?.steps.at(-1)).toEqual({ say: 'finish', text: undefined });
  });

  it('says when much waits, and when it does not any more', async () => {
    const stream = workerStream(worker);
    expect(stream.onDelta('x'.repeat(60_000))).toBe(true);
    expect(stream.onDelta('x'.repeat(60_000))).toBe(false);
    let isDrained = false;
    void stream.drained().then(() => {
      isDrained = true;
    });
    await crossed();
    expect(isDrained).toBe(false);
    grant(2);
    await crossed();
    expect(isDrained).toBe(true);
    await stream.drained();
  });

  it.each([
    ['text', (stream: ReturnType<typeof workerStream>) => stream.onDelta('x'.repeat(1_000_000))],
    ['boundaries', (stream: ReturnType<typeof workerStream>) => stream.onSegmentBreak()],
  ])('throws a typed error when too many %s wait, and ends the stream', async (_, say) => {
    const stream = workerStream(worker);
    const sayOn = () => {
      for (let count = 0; count < 20_000; count += 1) say(stream);
    };
    expect(sayOn).toThrow(expect.objectContaining({ name: 'WorkerStreamError', code: 'worker-overflow' }));
    stream.onDelta('more');
    grant(100_000);
    const message = 'the main thread is too far behind; await drained() before saying more';
    const steps = (await crossed()).flatMap((parcel) => parcel.steps);
    expect(steps.at(-1)).toEqual({ say: 'failure', message });
    // What was taken before comes first.
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.slice(0, -1).every((step) => typeof step === 'string' || step.say === 'boundary')).toBe(true);
  });

  it('does not throw when the last word is too much, and keeps all that was said before', async () => {
    const stream = workerStream(worker);
    const most = 4 * 1_024 * 1_024;
    stream.onDelta('x'.repeat(most));
    void stream.finish('y'.repeat(10));
    grant(100_000);
    const steps = (await crossed()).flatMap((parcel) => parcel.steps);
    expect(steps.at(-1)).toMatchObject({ say: 'failure' });
    expect(steps.slice(0, -1).join('').length).toBe(most);
  });

  it('says nothing after its end', async () => {
    const stream = workerStream(worker);
    grant(CREDITS);
    void stream.finish('whole');
    stream.onDelta('late');
    void stream.finish('again');
    void stream.interrupt('too late');
    expect(await crossed()).toEqual([{ seq: 1, steps: [{ say: 'finish', text: 'whole' }] }]);
  });

  it('ends, and tells its agent, when the main thread is gone', async () => {
    const stream = workerStream(worker);
    stream.onDelta('x'.repeat(100_000));
    const ends = [stream.finish(), stream.drained(), stream.flush()];
    main.close();
    await Promise.all(ends);
    expect(stream.signal.aborted).toBe(true);
    await stream.flush();
  });

  it('knows when the main thread was gone before', async () => {
    main.close();
    await crossed();
    const stream = workerStream(worker);
    expect(stream.signal.aborted).toBe(true);
    await stream.finish();
  });

  it('takes nothing but text', () => {
    const stream = workerStream(worker);
    for (const wrong of [7, undefined, {}]) expect(() => stream.onDelta(wrong as never)).toThrow(InvalidInputError);
    expect(() => stream.onCommentary(7 as never)).toThrow(InvalidInputError);
    expect(() => stream.finish(7 as never)).toThrow(InvalidInputError);
    expect(() => workerStream()).toThrow(InvalidInputError);
  });
});

describe("the main thread's end", () => {
  function listen() {
    const said: unknown[] = [];
    const stop = new AbortController();
    const listener = {
      onDelta: (delta: string | null) => void said.push(delta),
      onSegmentBreak: () => void said.push(null),
      onCommentary: (text: string) => void said.push({ note: text }),
      flush: async () => void said.push('flushed'),
    };
    const ended = receive(main, listener, stop.signal);
    // The end of the test ends the stream.
    ended.catch(() => {});
    return { said, stop, ended };
  }

  /** What the main thread has said to the worker. */
  async function replies(): Promise<Reply[]> {
    for (let turn = 0; turn < 5; turn += 1) await settle();
    const found: Reply[] = [];
    for (let one = receiveMessageOnPort(worker); one; one = receiveMessageOnPort(worker)) found.push(one.message as Reply);
    return found;
  }

  it('gives credits at first, and one for each part that it has taken', async () => {
    const { said } = listen();
    expect(await replies()).toEqual([{ type: 'credit', parcels: CREDITS }]);
    worker.postMessage({ seq: 1, steps: ['a', { say: 'boundary' }, { say: 'commentary', text: 'n' }] });
    worker.postMessage({ seq: 2, steps: [{ say: 'flush', id: 9 }] });
    expect(await replies()).toEqual([
      { type: 'credit', parcels: 1 },
      { type: 'credit', parcels: 1 },
      { type: 'flushed', id: 9 },
    ]);
    expect(said).toEqual(['a', null, { note: 'n' }, 'flushed']);
  });

  it.each([
    ['worker-malformed', 'a text', ['Hello']],
    ['worker-malformed', 'nothing', [null]],
    ['worker-malformed', 'a part without a number', [{ steps: [] }]],
    ['worker-malformed', 'a part without steps', [{ seq: 1 }]],
    ['worker-malformed', 'a step that is unknown', [{ seq: 1, steps: [{ say: 'hello' }] }]],
    ['worker-malformed', 'a step of the wrong shape', [{ seq: 1, steps: [{ say: 'commentary' }] }]],
    ['worker-malformed', 'a number for a text', [{ seq: 1, steps: [7] }]],
    ['worker-out-of-order', 'a part that is missing', [{ seq: 2, steps: [] }]],
    [
      'worker-out-of-order',
      'a part that comes twice',
      [
        { seq: 1, steps: [] },
        { seq: 1, steps: [] },
      ],
    ],
  ])('ends with %s for %s, and tells the worker', async (code, _, messages) => {
    const { ended } = listen();
    const failure = ended.catch((error: unknown) => error);
    for (const message of messages) worker.postMessage(message);
    expect(await failure).toBeInstanceOf(WorkerStreamError);
    expect(await failure).toMatchObject({ code });
    expect((await replies()).at(-1)).toEqual({ type: 'cancel' });
  });

  it('ends when the worker was gone before', async () => {
    worker.close();
    await settle();
    await expect(listen().ended).rejects.toMatchObject({ code: 'worker-ended' });
  });

  it('takes what was said before the worker went', async () => {
    worker.postMessage({ seq: 1, steps: ['last words', { say: 'finish', text: 'whole' }] });
    worker.close();
    await settle();
    const { said, ended } = listen();
    expect(await ended).toBe('whole');
    expect(said).toEqual(['last words']);
  });

  it('hears what a listener throws, and ends with it', async () => {
    const thrown = new Error('a full disk');
    const listener = { onSegmentBreak() {}, onCommentary() {}, async flush() {} };
    const ended = receive(
      main,
      {
        ...listener,
        onDelta() {
          throw thrown;
        },
      },
      new AbortController().signal,
    );
    worker.postMessage({ seq: 1, steps: ['x'] });
    await expect(ended).rejects.toBe(thrown);
  });
});
