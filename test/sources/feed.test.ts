import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/outcome.js';
import { type FeedTarget, feed, fromChunks, fromText, type Source, type SourcePart } from '../../src/sources/index.js';
import { trickle } from './streams.js';

const outcome: Outcome = { status: 'delivered', alreadySent: true, text: '', unshown: '', messages: [], calls: 0, notes: [] };

/** Writes down what it is told, and settles when it is told to end, or when the test says so. */
function notebook() {
  const told: string[] = [];
  const { promise: settled, resolve } = withResolvers<Outcome>();
  const ended = (what: string) => {
    told.push(what);
    resolve(outcome);
  };
  const consumer: FeedTarget = {
    onDelta: (text) => told.push(`text ${text}`),
    onSegmentBreak: () => told.push('boundary'),
    finish: () => ended('finish'),
    interrupt: (cause) => ended(`interrupt ${cause instanceof Error ? cause.message : cause}`),
    cancel: (reason, options) => ended(`cancel ${reason} ${options?.mode}`),
    settled,
  };
  return { told, consumer, settle: () => resolve(outcome) };
}

/** A source that gives these parts and is then silent; knows whether it was left. */
function silentAfter<T>(...items: T[]) {
  const rest = items.values();
  const input = {
    left: false,
    reads: 0,
    [Symbol.asyncIterator]: () => input,
    next(): Promise<IteratorResult<T>> {
      input.reads += 1;
      const { done, value } = rest.next();
      return done ? new Promise(() => {}) : Promise.resolve({ done: false, value: value as T });
    },
    return(): Promise<IteratorResult<T>> {
      input.left = true;
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return input;
}

function withResolvers<T>() {
  let resolve = (_: T) => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('feed', () => {
  it('tells the consumer everything in order and gives its outcome', async () => {
    const { told, consumer } = notebook();
    const parts: SourcePart[] = [{ type: 'text', text: 'a' }, { type: 'boundary' }, { type: 'text', text: 'b' }, { type: 'finish' }];
    expect(await feed(trickle(parts), consumer)).toBe(outcome);
    expect(told).toEqual(['text a', 'boundary', 'text b', 'finish']);
  });

  it('interrupts on a failure', async () => {
    const { told, consumer } = notebook();
    await feed(
      trickle<SourcePart>([
        { type: 'text', text: 'a' },
        { type: 'failure', error: new Error('gone') },
      ]),
      consumer,
    );
    expect(told).toEqual(['text a', 'interrupt gone']);
  });

  it('interrupts on a throw', async () => {
    const { told, consumer } = notebook();
    async function* breaking(): Source {
      yield { type: 'text', text: 'a' };
      throw new Error('gone');
    }
    await feed(breaking(), consumer);
    expect(told).toEqual(['text a', 'interrupt gone']);
  });

  it('interrupts on an end without a finish', async () => {
    const { told, consumer } = notebook();
    await feed(trickle<SourcePart>([{ type: 'text', text: 'a' }]), consumer);
    expect(told).toEqual(['text a', 'interrupt the source ended without saying that it was complete']);
  });

  it('leaves the source after its finish', async () => {
    const { consumer } = notebook();
    const source = silentAfter<SourcePart>({ type: 'finish' });
    await feed(source, consumer);
    expect(source).toMatchObject({ left: true, reads: 1 });
  });

  it('leaves a silent source as soon as the consumer has settled, and tells the consumer nothing more', async () => {
    const { told, consumer, settle } = notebook();
    const source = silentAfter<SourcePart>({ type: 'text', text: 'a' });
    const fed = feed(source, consumer);
    await nextTurn();
    expect(source).toMatchObject({ left: false, reads: 2 });
    settle();
    expect(await fed).toBe(outcome);
    expect(source.left).toBe(true);
    expect(told).toEqual(['text a']);
  });

  it('leaves a silent source and cancels when the signal aborts', async () => {
    const { told, consumer } = notebook();
    const source = silentAfter<SourcePart>({ type: 'text', text: 'a' });
    const stop = new AbortController();
    const fed = feed(source, consumer, { signal: stop.signal });
    await nextTurn();
    stop.abort();
    await fed;
    expect(source.left).toBe(true);
    expect(told).toEqual(['text a', 'cancel aborted keep']);
  });

  it('reads nothing when the signal was aborted before', async () => {
    const { told, consumer } = notebook();
    const source = silentAfter<SourcePart>({ type: 'text', text: 'a' });
    await feed(source, consumer, { signal: AbortSignal.abort() });
    expect(source).toMatchObject({ left: true, reads: 0 });
    expect(told).toEqual(['cancel aborted keep']);
  });

  it('does not mind an abort after the end', async () => {
    const { told, consumer } = notebook();
    const stop = new AbortController();
    await feed(fromText('a'), consumer, { signal: stop.signal });
    stop.abort();
    expect(told).toEqual(['text a', 'finish']);
  });

  it.each([
    ['fromText', silentAfter('a'), fromText],
    ['fromChunks', silentAfter('{"choices":[{"delta":{"content":"a"}}]}\n'), fromChunks],
  ])('reaches through %s to an input that is silent', async (_, input, make) => {
    const { told, consumer, settle } = notebook();
    const fed = feed(make(input), consumer);
    await nextTurn();
    settle();
    await fed;
    expect(input.left).toBe(true);
    expect(told).toEqual(['text a']);
  });

  it('cancels a web stream that nobody will read', async () => {
    const { consumer } = notebook();
    let cancelled = false;
    const body = new ReadableStream<string>({
      cancel: () => {
        cancelled = true;
      },
    });
    await feed(fromText(body), consumer, { signal: AbortSignal.abort() });
    await nextTurn();
    expect(cancelled).toBe(true);
  });

  it('interrupts when the consumer itself throws', async () => {
    const { told, consumer } = notebook();
    const fragile: FeedTarget = {
      ...consumer,
      onDelta: () => {
        throw new Error('a bug');
      },
    };
    await feed(fromText('a'), fragile);
    expect(told).toEqual(['interrupt a bug']);
  });
});
