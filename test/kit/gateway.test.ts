import { describe, expect, it } from 'vitest';
import { ConfigError, InvalidInputError } from '../../src/index.js';
import { createGateway, type GatewayOptions } from '../../src/kit/index.js';
import { fromText } from '../../src/sources/index.js';
import type { Source } from '../../src/sources/source.js';
import type { TapeRecord } from '../../src/tape/record.js';
import { GatewayRig } from './rig.js';

describe('a message', () => {
  it('is answered, as a reply to it', async () => {
    const rig = new GatewayRig();
    const receipt = rig.ask('Why?', { replyTo: 7 });
    const run = await rig.run();
    expect(run.message).toMatchObject({ chatId: 'c', text: 'Why?' });
    run.onDelta('Because.');
    run.finish();
    await rig.clock.advance(1_000);
    expect(rig.texts()).toEqual(['Because.']);
    expect([...rig.screen.values()][0]?.replyTo).toBe(7);
    expect(receipt.isTaken).toBe(true);
    expect(await rig.fate(receipt)).toMatchObject({ status: 'answered', missing: null, outcome: { status: 'delivered' } });
    expect(rig.clock.pending).toBe(0);
  });

  it('that could not be shown is handed back for the normal way of sending', async () => {
    const rig = new GatewayRig({ config: { transport: 'off' } });
    const receipt = rig.ask('Why?');
    const run = await rig.run();
    run.onDelta('Because.');
    run.finish();
    expect(await rig.fate(receipt)).toMatchObject({ status: 'answered', missing: 'Because.' });
  });

  it('is answered from a source as well', async () => {
    const rig = new GatewayRig({ agent: ({ message }) => fromText(['You said ', message.text]) });
    rig.ask('this');
    await rig.clock.advance(1_000);
    expect(rig.texts()).toEqual(['You said this']);
  });

  it('is told what is wrong when an agent gives a stream of text for a source', async () => {
    const words = async function* () {
      yield 'You said ';
    };
    const rig = new GatewayRig({ agent: words as never });
    expect(await rig.fate(rig.ask('this'))).toMatchObject({
      outcome: {
        status: 'undelivered',
        failure: { reason: 'interrupted', message: expect.stringContaining('fromText makes one of a stream of text') },
      },
    });
  });

  it('gets the final text that the agent resolves with', async () => {
    const rig = new GatewayRig();
    rig.ask('Why?');
    const run = await rig.run();
    run.onDelta('Becuase');
    run.finish('Because.');
    await rig.clock.advance(1_000);
    expect(rig.texts()).toEqual(['Because.']);
  });

  it('keeps what was said when its agent breaks off', async () => {
    const rig = new GatewayRig({ config: { interruptedMark: ' [cut off]', cursor: '' } });
    const receipt = rig.ask('Why?');
    const run = await rig.run();
    run.onDelta('Half an');
    run.fail('the line went dead');
    await rig.clock.advance(1_000);
    expect(rig.texts()).toEqual(['Half an [cut off]']);
    expect(await rig.fate(receipt)).toMatchObject({ outcome: { failure: { reason: 'interrupted', message: 'the line went dead' } } });
  });

  it('does not bring the gateway down when its agent throws at once', async () => {
    const rig = new GatewayRig({
      agent() {
        throw new Error('no such model');
      },
    });
    expect(await rig.fate(rig.ask('Why?'))).toMatchObject({ outcome: { failure: { message: 'no such model' } } });
    expect(rig.gateway.health()).toMatchObject({ answering: 0, conversations: 0 });
  });

  it('whose answer cannot be begun says why', async () => {
    const bad: Partial<GatewayOptions>[] = [
      { adapter: () => ({ name: 'nothing' }) as never },
      {
        prepare() {
          throw new InvalidInputError('no thread');
        },
      },
    ];
    for (const options of bad) {
      const rig = new GatewayRig(options);
      const first = rig.ask('Why?');
      expect(await rig.fate(first)).toMatchObject({ status: 'refused', reason: 'failed', error: expect.any(InvalidInputError) });
      expect(rig.gateway.health().conversations).toBe(0);
    }
  });
});

describe('while one is being answered, the next message', () => {
  it('waits for its turn under the policy to queue', async () => {
    const rig = new GatewayRig({ policy: 'queue' });
    rig.ask('One?');
    const first = await rig.run();
    first.onDelta('First');
    const second = rig.ask('Two?');
    await rig.clock.advance(500);
    expect(rig.runs).toHaveLength(1);
    expect(rig.gateway.health()).toEqual({ state: 'open', conversations: 1, answering: 1, waiting: 1 });
    first.finish();
    await rig.clock.advance(500);
    (await rig.run()).onDelta('Second');
    (await rig.run()).finish();
    await rig.clock.advance(500);
    expect(rig.texts()).toEqual(['First', 'Second']);
    expect(await rig.fate(second)).toMatchObject({ status: 'answered' });
  });

  it('can be taken back while it waits, and not later', async () => {
    const rig = new GatewayRig();
    const first = rig.ask('One?');
    const second = rig.ask('Two?');
    await rig.run();
    expect([first.withdraw(), second.withdraw(), second.withdraw()]).toEqual([false, true, false]);
    expect(await rig.fate(second)).toEqual({ status: 'refused', reason: 'withdrawn', missing: null });
    (await rig.run()).finish();
    await rig.clock.advance(500);
    expect(rig.runs).toHaveLength(1);
  });

  it('is not taken when as many wait as may', async () => {
    const rig = new GatewayRig({ limit: 2 });
    const receipts = ['One?', 'Two?', 'Three?', 'Four?'].map((text) => rig.ask(text));
    expect(receipts.map(({ isTaken }) => isTaken)).toEqual([true, true, true, false]);
    expect(await rig.fate(receipts[3] as never)).toEqual({ status: 'refused', reason: 'full', missing: null });
  });

  it('ends that answer under the policy to interrupt, and begins when its message is closed', async () => {
    const rig = new GatewayRig({ policy: 'interrupt' });
    const first = rig.ask('One?');
    const one = await rig.run();
    one.onDelta('First, at length');
    await rig.clock.advance(20);
    const second = rig.ask('Two?');
    expect(one.signal.aborted).toBe(true);
    await rig.run();
    expect(rig.runs).toHaveLength(1);
    await rig.clock.advance(500);
    expect(rig.runs).toHaveLength(2);
    expect(await rig.fate(first)).toMatchObject({ status: 'answered', outcome: { status: 'cancelled' } });
    (await rig.run()).onDelta('Second');
    (await rig.run()).finish();
    await rig.clock.advance(500);
    expect(rig.texts()).toEqual(['First, at length', 'Second']);
    expect(await rig.fate(second)).toMatchObject({ status: 'answered', outcome: { status: 'delivered' } });
  });

  it('takes the place of one that waits for the same end', async () => {
    const rig = new GatewayRig({ policy: 'interrupt' });
    rig.ask('One?');
    (await rig.run()).onDelta('First');
    await rig.clock.advance(20);
    const second = rig.ask('Two?');
    const third = rig.ask('Three?');
    await rig.clock.advance(500);
    expect(await rig.fate(second)).toEqual({ status: 'refused', reason: 'superseded', missing: null });
    expect((await rig.run()).message.text).toBe('Three?');
    expect(await rig.fate(third)).toBe('open');
  });

  it('is refused under the policy to drop', async () => {
    const rig = new GatewayRig({ policy: 'drop' });
    rig.ask('One?');
    const second = rig.ask('Two?');
    expect(second.isTaken).toBe(false);
    expect(await rig.fate(second)).toEqual({ status: 'refused', reason: 'busy', missing: null });
  });

  it('is answered beside it under the policy of parallel answers, up to the limit', async () => {
    const rig = new GatewayRig({ policy: 'parallel', limit: 2 });
    const receipts = ['One?', 'Two?', 'Three?'].map((text) => rig.ask(text));
    await rig.run();
    const [one, two] = rig.runs;
    one?.onDelta('First');
    two?.onDelta('Second');
    await rig.clock.advance(500);
    expect(rig.texts()).toEqual(['First', 'Second']);
    expect(await rig.fate(receipts[2] as never)).toMatchObject({ reason: 'full' });
    two?.finish();
    await rig.clock.advance(500);
    expect(rig.ask('Four?').isTaken).toBe(true);
    expect(rig.gateway.health().answering).toBe(2);
  });

  it('does not wait for another chat, nor for another conversation in the same chat', async () => {
    const rig = new GatewayRig();
    rig.ask('One?');
    rig.ask('Two?', { chatId: 'd' });
    rig.ask('Three?', { conversation: 'c/thread' });
    await rig.run();
    expect(rig.runs.map(({ message }) => message.text)).toEqual(['One?', 'Two?', 'Three?']);
    rig.ask('Four?', { chatId: 'd' });
    await rig.run();
    expect(rig.runs).toHaveLength(3);
  });

  it('goes by the policy of its own conversation', async () => {
    const rig = new GatewayRig({ policy: ({ chatId }) => (chatId === 'busy' ? 'drop' : 'queue') });
    for (const chatId of ['c', 'busy']) rig.ask('One?', { chatId });
    expect(rig.ask('Two?').isTaken).toBe(true);
    expect(rig.ask('Two?', { chatId: 'busy' }).isTaken).toBe(false);
  });
});

describe('the fence between answers', () => {
  it('keeps what an old agent still says out of the new message', async () => {
    const rig = new GatewayRig({ policy: 'interrupt' });
    rig.ask('One?');
    const one = await rig.run();
    one.onDelta('old');
    await rig.clock.advance(20);
    rig.ask('Two?');
    // This agent does not listen to its signal.
    one.onDelta(' old 2');
    await rig.clock.advance(500);
    const two = await rig.run();
    two.onDelta('new');
    one.onDelta(' old 3');
    one.onSegmentBreak();
    one.onCommentary('old note');
    await rig.clock.advance(500);
    one.finish('old, all of it');
    two.onDelta(' and newer');
    two.finish();
    await rig.clock.advance(1_000);
    expect(rig.texts()).toEqual(['old', 'new and newer']);
    expect(lineOf(rig, 'tokentape_late_total')).toBe(4);
  });

  it('lets an old agent end, or fail, without ending the new answer', async () => {
    const rig = new GatewayRig({ policy: 'interrupt' });
    rig.ask('One?');
    const one = await rig.run();
    rig.ask('Two?');
    await rig.clock.advance(500);
    const two = await rig.run();
    one.fail('aborted');
    await rig.clock.advance(500);
    two.onDelta('still here');
    two.finish();
    await rig.clock.advance(500);
    expect(rig.texts()).toEqual(['still here']);
  });

  it('is not held up by an agent that never ends', async () => {
    const rig = new GatewayRig();
    rig.ask('One?');
    (await rig.run()).onDelta('Endless');
    await rig.clock.advance(500);
    rig.gateway.stop('c');
    rig.ask('Two?');
    await rig.clock.advance(500);
    expect((await rig.run()).message.text).toBe('Two?');
  });

  it.each([Number.NaN, -5, '5000'])('does not close within %s', async (withinMs) => {
    const rig = new GatewayRig();
    rig.ask('One?');
    await expect(rig.gateway.close({ withinMs: withinMs as number })).rejects.toThrow('withinMs must be a number of at least 0');
    expect(rig.gateway.health().state).toBe('open');
  });

  it('lets go of a source that comes when the answer has been stopped', async () => {
    let isReleased = false;
    const source: Source = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => {}),
        return: async () => {
          isReleased = true;
          return { done: true, value: undefined };
        },
      }),
    };
    let give: (source: Source) => void = () => {};
    const rig = new GatewayRig({ agent: () => new Promise<Source>((resolve) => (give = resolve)) });
    rig.ask('One?');
    await rig.clock.advance(10);
    rig.gateway.stop('c');
    give(source);
    await rig.clock.advance(10);
    expect(isReleased).toBe(true);
  });

  it('lets no message begin before the last call of the one before it is over', async () => {
    const rig = new GatewayRig({ policy: 'interrupt', config: { callTimeout: 2, cursor: '' } });
    rig.ask('One?');
    const one = await rig.run();
    rig.isSilent = true;
    one.onDelta('hanging');
    await rig.clock.advance(500);
    rig.ask('Two?');
    await rig.clock.advance(1_000);
    expect(rig.runs).toHaveLength(1);
    rig.isSilent = false;
    await rig.clock.advance(10_000);
    expect(rig.runs).toHaveLength(2);
  });
});

describe('the reader', () => {
  it('stops an answer, keeping what was said; what waits is taken up', async () => {
    const rig = new GatewayRig();
    const first = rig.ask('One?', { chatId: 7 });
    rig.ask('Two?', { chatId: 7 });
    const one = await rig.run();
    one.onDelta('Endless');
    await rig.clock.advance(500);
    rig.gateway.stop('7');
    await rig.clock.advance(500);
    expect(await rig.fate(first)).toMatchObject({ outcome: { status: 'cancelled', text: 'Endless' } });
    expect((await rig.run()).message.text).toBe('Two?');
  });

  it('who stops where nothing is said stops nothing', () => {
    const rig = new GatewayRig();
    rig.gateway.stop('nobody');
    expect(rig.gateway.health().conversations).toBe(0);
  });
});

describe('a gateway that closes', () => {
  it('lets what is being answered come to its end, and takes nothing more', async () => {
    const rig = new GatewayRig();
    const first = rig.ask('One?');
    const second = rig.ask('Two?');
    const run = await rig.run();
    run.onDelta('Nearly');
    let isClosed = false;
    void rig.gateway.close({ withinMs: 5_000 }).then(() => {
      isClosed = true;
    });
    const third = rig.ask('Three?');
    const elsewhere = rig.ask('Four?', { chatId: 'd' });
    expect([third.isTaken, elsewhere.isTaken]).toEqual([false, false]);
    for (const receipt of [second, third, elsewhere])
      expect(await rig.fate(receipt)).toEqual({ status: 'refused', reason: 'closing', missing: null });
    expect(rig.gateway.health().state).toBe('draining');
    await rig.clock.advance(1_000);
    expect(isClosed).toBe(false);
    run.onDelta(' done.');
    run.finish();
    await rig.clock.advance(1_000);
    expect(isClosed).toBe(true);
    expect(rig.gateway.health()).toEqual({ state: 'closed', conversations: 0, answering: 0, waiting: 0 });
    expect(await rig.fate(first)).toMatchObject({ outcome: { status: 'delivered', text: 'Nearly done.' } });
    expect(rig.clock.pending).toBe(0);
  });

  it('closes the rest as it stands when time is up, and marks it', async () => {
    const rig = new GatewayRig({ config: { interruptedMark: ' [cut off]', cursor: '' } });
    const receipt = rig.ask('One?');
    const run = await rig.run();
    run.onDelta('Half an');
    const closed = rig.gateway.close({ withinMs: 3_000 });
    await rig.clock.advance(2_999);
    expect(run.signal.aborted).toBe(false);
    await rig.clock.advance(1_001);
    await closed;
    expect(run.signal.aborted).toBe(true);
    expect(rig.texts()).toEqual(['Half an [cut off]']);
    expect(await rig.fate(receipt)).toMatchObject({
      outcome: { status: 'partial', failure: { reason: 'interrupted', message: 'the gateway is closing' } },
    });
  });

  it('is closed at most eight seconds after that, whatever the platform does', async () => {
    const rig = new GatewayRig();
    rig.ask('One?');
    (await rig.run()).onDelta('Half an');
    await rig.clock.advance(500);
    rig.isSilent = true;
    (await rig.run()).onDelta(' answer');
    await rig.clock.advance(500);
    let isClosed = false;
    void rig.gateway.close({ withinMs: 1_000 }).then(() => {
      isClosed = true;
    });
    await rig.clock.advance(9_001);
    expect(isClosed).toBe(true);
  });

  it('closes at once when nothing is going on, and twice if it is asked to', async () => {
    const rig = new GatewayRig();
    await rig.gateway.close();
    await rig.gateway.close();
    expect(rig.gateway.health().state).toBe('closed');
  });

  it('can be told to hurry', async () => {
    const rig = new GatewayRig();
    rig.ask('One?');
    (await rig.run()).onDelta('Half an');
    const patient = rig.gateway.close({ withinMs: 60_000 });
    await rig.clock.advance(500);
    const hasty = rig.gateway.close({ withinMs: 0 });
    await rig.clock.advance(500);
    await Promise.all([patient, hasty]);
    expect(rig.gateway.health().state).toBe('closed');
  });
});

describe('what a gateway is given', () => {
  it('is checked at once', () => {
    const base = { adapter: { name: 'none' }, agent: async () => '' };
    const wrong: [object, new (...args: never[]) => Error][] = [
      [{ ...base, adapter: undefined }, InvalidInputError],
      [{ ...base, agent: 'me' }, InvalidInputError],
      [{ ...base, policy: 'wait' }, InvalidInputError],
      [{ ...base, limit: 0 }, InvalidInputError],
      [{ ...base, config: 7 }, InvalidInputError],
      [{ ...base, config: { editInterval: 'fast' } }, ConfigError],
    ];
    for (const [options, error] of wrong) expect(() => createGateway(options as never), JSON.stringify(options)).toThrow(error);
  });

  it('is checked with every message', () => {
    const rig = new GatewayRig();
    const wrong = [
      undefined,
      {},
      { chatId: 'c' },
      { chatId: {}, text: 'x' },
      { chatId: 'c', text: 7 },
      { chatId: 'c', text: 'x', conversation: 7 },
    ];
    for (const message of wrong) expect(() => rig.gateway.receive(message as never), JSON.stringify(message)).toThrow(InvalidInputError);
  });

  it('may be a configuration that changes: each answer has the one of its beginning', async () => {
    let mark = ' [1]';
    const rig = new GatewayRig({ config: () => ({ interruptedMark: mark, cursor: '' }) });
    rig.ask('One?');
    const one = await rig.run();
    mark = ' [2]';
    one.onDelta('first');
    one.fail('broken');
    await rig.clock.advance(500);
    rig.ask('Two?');
    const two = await rig.run();
    two.onDelta('second');
    two.fail('broken');
    await rig.clock.advance(500);
    expect(rig.texts()).toEqual(['first [1]', 'second [2]']);
  });

  it('makes one tape of each answer, under an id of its own', async () => {
    const records: TapeRecord[] = [];
    const rig = new GatewayRig({
      tape: { write: (record) => void records.push(record) },
      prepare: ({ text }) => ({ streamId: `answer to ${text}` }),
    });
    for (const text of ['One?', 'Two?']) {
      rig.ask(text);
      (await rig.run()).onDelta('Yes');
      (await rig.run()).finish();
      await rig.clock.advance(500);
    }
    expect([...new Set(records.map(({ stream }) => stream))]).toEqual(['answer to One?', 'answer to Two?']);
    expect(records.filter(({ kind }) => kind === 'end')).toHaveLength(2);
  });

  it('shares one budget among all its answers', async () => {
    const rig = new GatewayRig({}, { sheet: { chat: [], token: [{ calls: 1, perMs: 1_000 }] } });
    for (const chatId of ['a', 'b', 'c']) rig.ask('Hello?', { chatId });
    await rig.run();
    for (const run of rig.runs) {
      run.onDelta('Hello there');
      run.finish();
    }
    await rig.clock.advance(10_000);
    const times = rig.calls.map(({ at }) => at);
    expect(times).toHaveLength(3);
    times.slice(1).forEach((at, index) => {
      expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(1_000);
    });
  });

  it('may be a history, which is told of an answer before the next one begins', async () => {
    const history: string[] = [];
    const rig = new GatewayRig({
      prepare({ text }) {
        history.push(text);
        return {};
      },
      onAnswer: (answer) => void history.push(answer.status === 'answered' ? answer.outcome.text : answer.reason),
    });
    for (const text of ['One?', 'Two?', 'Three?']) rig.ask(text).withdraw();
    rig.ask('Four?');
    for (const answer of ['First', 'Second']) {
      const run = await rig.run();
      run.onDelta(answer);
      run.finish();
      await rig.clock.advance(500);
    }
    expect(history).toEqual(['One?', 'withdrawn', 'withdrawn', 'First', 'Four?', 'Second']);
  });

  it('keeps a listener that throws to itself', async () => {
    const rig = new GatewayRig({
      prepare: () => ({
        onStream() {
          throw new Error('mine');
        },
      }),
      onAnswer() {
        throw new Error('mine too');
      },
    });
    rig.ask('One?');
    (await rig.run()).onDelta('Fine');
    (await rig.run()).finish();
    await rig.clock.advance(500);
    expect(rig.texts()).toEqual(['Fine']);
  });
});

function lineOf({ gateway }: GatewayRig, family: string): number | undefined {
  return gateway.samples().find((sample) => sample.family === family)?.value;
}
