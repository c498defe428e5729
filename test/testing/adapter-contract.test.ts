import { describe, expect, it } from 'vitest';
import type { Adapter, Result } from '../../src/adapter.js';
import { adapterContract, type ContractBench, type ContractRunner, type Fault } from '../../src/testing/index.js';

/** A platform in memory whose adapter keeps the contract, and a bench that asks nothing it cannot show. */
function honest() {
  const messages: { id: number; text: string; key: string }[] = [];
  let pending: Fault | undefined;
  let calls = 0;
  let lastId = 0;

  const call = async (isRepeatable: boolean, signal: AbortSignal, apply: () => Result): Promise<Result> => {
    if (signal.aborted) return { ok: false, reason: 'transient' };
    calls += 1;
    const fault = pending;
    pending = undefined;
    if (fault === undefined) return apply();
    if (fault.kind === 'wait') return { ok: false, reason: 'rateLimited', retryAfterMs: fault.seconds && fault.seconds * 1_000 };
    if (fault.kind === 'cutAfter') apply();
    if (fault.kind === 'hang') await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return { ok: false, reason: isRepeatable ? 'transient' : 'maybeDelivered' };
  };

  const adapter: Adapter = {
    name: 'memory',
    limits: { maxLength: 40, lengthOf: (text) => text.length },
    can: { edit: true },
    send: ({ text, idempotencyKey: key, signal }) =>
      call(false, signal, () => {
        if (text.length > 40) return { ok: false, reason: 'tooLong' };
        lastId += 1;
        messages.push({ id: lastId, text, key });
        return { ok: true, messageId: lastId };
      }),
    edit: ({ messageId, text, signal }) =>
      call(true, signal, () => {
        const message = messages.find(({ id }) => id === messageId);
        if (message === undefined) return { ok: false, reason: 'messageGone' };
        if (text.length > 40) return { ok: false, reason: 'tooLong' };
        message.text = text;
        return { ok: true };
      }),
    find: async ({ messageId, idempotencyKey }) => {
      if (pending !== undefined) return { ok: false, reason: 'transient' };
      const found = messages.find(({ id, key }) => (messageId === undefined ? key === idempotencyKey : id === messageId));
      return { ok: true, message: found ? { id: found.id, text: found.text } : null };
    },
  };
  const bench: ContractBench = {
    adapter,
    chatId: 1,
    shown: () => messages,
    calls: () => calls,
    inject: (fault) => {
      pending = fault;
    },
    remove: (gone) =>
      void messages.splice(
        messages.findIndex(({ id }) => id === gone),
        1,
      ),
    secrets: ['hunter2'],
    close: async () => {},
  };
  return bench;
}

type ContractTest = Parameters<ContractRunner['it']>[1];

/** Runs the contract by itself and tells which tests failed. */
async function broken(spoil: (bench: ContractBench) => Partial<ContractBench> = () => ({})): Promise<string[]> {
  const tests: [title: string, body: ContractTest][] = [];
  const make = async () => {
    const bench = honest();
    return { ...bench, ...spoil(bench) };
  };
  const runner = {
    describe: (_: string, body: () => void) => body(),
    it: (title: string, body: ContractTest) => tests.push([title, body]),
  };
  adapterContract({ name: 'spoilt', make, runner });
  expect(tests.length).toBeGreaterThan(30);
  const verdicts = tests.map(async ([title, body]) => {
    const isKept = await body({}).then(
      () => true,
      () => false,
    );
    return isKept ? [] : [title];
  });
  return (await Promise.all(verdicts)).flat();
}

/** The same bench with a part of its adapter replaced. */
const withAdapter = (change: (adapter: Adapter) => Partial<Adapter>) => (bench: ContractBench) => ({
  adapter: { ...bench.adapter, ...change(bench.adapter) },
});

describe('the adapter contract', () => {
  it('is kept by an honest adapter', async () => {
    expect(await broken()).toEqual([]);
  });

  it('notices an adapter that tries a lost send again', async () => {
    const retrying = withAdapter((adapter) => ({
      send: async (request) => {
        const first = await adapter.send(request);
        return first.ok || first.reason === 'tooLong' ? first : adapter.send(request);
      },
    }));
    const failed = await broken(retrying);
    expect(failed).toContain('cut off after the call was applied, sends once and says maybeDelivered');
    expect(failed).toContain('told to wait, sends once and says rateLimited');
  });

  it('notices an adapter that tries again behind its own answer', async () => {
    const echoing = withAdapter((adapter) => ({
      edit: async (request) => {
        const result = await adapter.edit(request);
        if (!result.ok) setTimeout(() => adapter.edit(request), 10);
        return result;
      },
    }));
    expect(await broken(echoing)).toContain('cut off before the call was applied, edits once and says transient');
  });

  it('notices an adapter that calls a lost send harmless', async () => {
    const careless = withAdapter((adapter) => ({
      send: async (request) => {
        const result = await adapter.send(request);
        return !result.ok && result.reason === 'maybeDelivered' ? { ok: false, reason: 'transient' } : result;
      },
    }));
    expect(await broken(careless)).toContain('cut off after the call was applied, sends once and says maybeDelivered');
  });

  it('notices an adapter that cuts long text silently', async () => {
    const cutting = withAdapter((adapter) => ({ send: (request) => adapter.send({ ...request, text: request.text.slice(0, 40) }) }));
    expect(await broken(cutting)).toContain('says tooLong right above the limit, with a');
  });

  it('notices an adapter that measures by another unit than its platform', async () => {
    const short = withAdapter(() => ({ limits: { maxLength: 40, lengthOf: (text) => [...text].length } }));
    const failed = await broken(short);
    expect(failed).toContain('takes a message exactly at the limit, made of 𝕏');
    expect(failed).not.toContain('takes a message exactly at the limit, made of a');
  });

  it('notices an adapter that does not end when aborted', async () => {
    const stubborn = withAdapter((adapter) => ({ send: (request) => adapter.send({ ...request, signal: new AbortController().signal }) }));
    const failed = await broken(stubborn);
    expect(failed).toContain('makes no call that was aborted beforehand');
    expect(failed).toContain('ends a send when its signal is aborted, as one that may have arrived');
  });

  it('notices an adapter that loses the id, or how long to wait', async () => {
    const vague = withAdapter((adapter) => ({
      send: async (request) => {
        const result = await adapter.send(request);
        return result.ok ? { ok: true } : { ...result, retryAfterMs: undefined };
      },
    }));
    const failed = await broken(vague);
    expect(failed).toContain('sends a message and gives its id');
    expect(failed).toContain('told to wait, sends once and says rateLimited');
  });

  it('notices an adapter that edits the wrong message, or appends', async () => {
    const appending = withAdapter((adapter) => ({
      edit: (request) => adapter.edit({ ...request, text: `${request.text}${request.text}` }),
    }));
    expect(await broken(appending)).toContain('edits a message as often as asked, and only that one');
  });

  it('notices an adapter that recreates a message that is gone', async () => {
    const reviving = withAdapter((adapter) => ({
      edit: async (request) => {
        const result = await adapter.edit(request);
        return !result.ok && result.reason === 'messageGone' ? adapter.send({ ...request, idempotencyKey: 'again' }) : result;
      },
    }));
    expect(await broken(reviving)).toContain('says that a message to edit is gone');
  });

  it('notices an adapter that finds what never was, or by guessing', async () => {
    const hopeful = withAdapter((adapter) => ({
      find: async (request) => {
        const found = await adapter.find?.(request);
        return found?.ok && found.message ? found : { ok: true, message: { id: 1, text: 'hello' } };
      },
    }));
    expect(await broken(hopeful)).toContain('finds no message that never was');
    const newest = (bench: ContractBench) => ({
      adapter: { ...bench.adapter, find: async () => ({ ok: true, message: bench.shown().at(-1) ?? null }) as const },
    });
    expect(await broken(newest)).toContain('finds a message by its key and its text');
  });

  it('notices an adapter that takes silence for certainty', async () => {
    const sure = withAdapter((adapter) => ({
      find: async (request) => {
        const found = await adapter.find?.(request);
        return found?.ok ? found : { ok: true, message: null };
      },
    }));
    expect(await broken(sure)).toEqual(['is not certain of anything when its question gets no answer']);
  });

  it('notices a secret in a failure', async () => {
    const leaking = withAdapter((adapter) => ({
      send: async (request) => {
        const result = await adapter.send(request);
        return result.ok ? result : { ...result, message: 'https://bot:hunter2@example.org failed' };
      },
    }));
    expect(await broken(leaking)).toContain('cut off before the call was applied, sends once and says maybeDelivered');
  });

  it('notices a capability without its method', async () => {
    expect(await broken(withAdapter(() => ({ can: { edit: true, delete: true } })))).toContain('declares what there is');
    expect(await broken(withAdapter(() => ({ can: { edit: true, nativeStream: true } })))).toContain('declares what there is');
  });

  it('leaves out the faults that a platform cannot show', async () => {
    const titles: string[] = [];
    const runner = { describe: (_: string, body: () => void) => body(), it: (title: string) => titles.push(title) };
    adapterContract({ name: 'memory', make: async () => honest(), without: ['wait', 'html502'], runner });
    expect(titles.filter((title) => /told to wait|proxy/.test(title))).toEqual([]);
    expect(titles.filter((title) => /cut off/.test(title))).not.toEqual([]);
  });
});
