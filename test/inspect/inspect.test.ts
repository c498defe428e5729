import { createWebSocketInspector, createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createMachine } from 'xstate';
import type { Adapter } from '../../src/adapter.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { InvalidInputError } from '../../src/errors.js';
import { statelyRelay } from '../support/stately-relay.js';

const secret = 'The launch code is 0000.';

const adapter: Adapter = {
  name: 'sheet',
  limits: { maxLength: 4_096, lengthOf: (text) => text.length },
  can: { edit: true },
  send: async () => ({ ok: true, messageId: 'message-of-the-reader' }),
  edit: async () => ({ ok: true }),
};

let relay: Awaited<ReturnType<typeof statelyRelay>>;
beforeEach(async () => {
  relay = await statelyRelay();
});
afterEach(() => relay.close());

describe('a viewer of the kind that Stately offers', () => {
  test('gets the definition, then events and snapshots in order, and no text', async () => {
    const early = viewer();
    await streamTheSecret();
    await vi.waitFor(() => expect(statesIn(early).at(-1)).toBe('done'));

    expect(early[0]).toMatchObject({ type: '@xstate.actor', name: 'answer-1' });
    expect(eventsIn(early)).toEqual(['MORE', 'SHOWN', 'CLOSE', 'SHOWN', 'END']);
    expect(statesIn(early).slice(0, 2)).toEqual(['idle', { sending: 'calling' }]);
    expect(JSON.stringify(early)).not.toMatch(/launch|0000|reader/);
  });

  test('gets the definition however late it comes, and can draw the chart from it', async () => {
    const early = viewer();
    await streamTheSecret();
    await vi.waitFor(() => expect(statesIn(early).at(-1)).toBe('done'));

    const late = viewer();
    await vi.waitFor(() => expect(late).toHaveLength(1));
    const [actor] = late;
    const definition = actor?.type === '@xstate.actor' ? JSON.parse(actor.definition ?? '{}') : {};
    const chart = createMachine(definition);
    expect(chart.resolveState({ value: { streaming: 'resting' } }).matches({ streaming: 'resting' })).toBe(true);
    expect(definition.states.finishing.states.edit.on.SHOWN[0]).toMatchObject({ guard: 'leavesMore', target: 'send' });
  });

  test('that comes in the middle is told the rest in order, after the definition, and no text either', async () => {
    const { consumer } = watched();
    const early = viewer();
    consumer.onDelta(secret);
    await vi.waitFor(() => expect(statesIn(early).length).toBeGreaterThan(2));

    const late = viewer();
    await vi.waitFor(() => expect(late).not.toHaveLength(0));
    consumer.finish();
    await consumer.settled;
    await vi.waitFor(() => expect(statesIn(late).at(-1)).toBe('done'));

    expect(late[0]).toMatchObject({ type: '@xstate.actor', name: 'answer-1', definition: expect.stringContaining('"streaming"') });
    expect(eventsIn(late).slice(-3)).toEqual(['CLOSE', 'SHOWN', 'END']);
    expect(eventsIn(early).slice(-eventsIn(late).length)).toEqual(eventsIn(late));
    expect(statesIn(early).slice(-statesIn(late).length)).toEqual(statesIn(late));
    expect(JSON.stringify(late)).not.toMatch(/launch|0000|reader/);
  });
});

describe('an inspector', () => {
  test('that throws changes nothing', async () => {
    const inspect = () => {
      throw new Error('the viewer is broken');
    };
    const consumer = createStreamConsumer({ adapter, chatId: 1, inspect });
    consumer.onDelta('Still delivered.');
    consumer.finish();

    expect((await consumer.settled).status).toBe('delivered');
  });

  test('must be a function or an observer', () => {
    expect(() => createStreamConsumer({ adapter, chatId: 1, inspect: 'please' as never })).toThrow(InvalidInputError);
  });
});

function watched() {
  const inspector = createWebSocketInspector({ url: relay.url, serializationDepthLimit: 20 });
  onTestFinished(() => void inspector.stop());
  const consumer = createStreamConsumer({ adapter, chatId: 1, streamId: 'answer-1', inspect: inspector.inspect });
  return { consumer, inspector };
}

async function streamTheSecret(): Promise<void> {
  const { consumer } = watched();
  consumer.onDelta(secret);
  // What is said in one turn of the event loop is seen together.
  await new Promise((resolve) => setImmediate(resolve));
  consumer.finish();
  await consumer.settled;
}

/** What a viewer has received, as it comes in. */
function viewer(): StatelyInspectionEvent[] {
  const received: StatelyInspectionEvent[] = [];
  createWebSocketReceiver({ server: relay.url }).subscribe((event) => received.push(event));
  return received;
}

function eventsIn(received: StatelyInspectionEvent[]): string[] {
  return received.flatMap((one) => (one.type === '@xstate.event' && one.event.type !== 'xstate.init' ? [one.event.type] : []));
}

function statesIn(received: StatelyInspectionEvent[]): unknown[] {
  return received.flatMap((one) => (one.type === '@xstate.snapshot' && 'value' in one.snapshot ? [one.snapshot.value] : []));
}
