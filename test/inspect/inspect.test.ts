import { createWebSocketInspector, createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect';
import { createInspectorServer } from '@statelyai/inspect/server';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createMachine } from 'xstate';
import type { Adapter } from '../../src/adapter.js';
import type { StreamConsumer } from '../../src/consumer.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { InvalidInputError } from '../../src/errors.js';
import { freePort } from '../../src/testing/free-port.js';
import { VirtualClock } from '../../src/virtual-clock.js';

const secret = 'The launch code is 0000.';

const adapter: Adapter = {
  name: 'sheet',
  limits: { maxLength: 4_096, lengthOf: (text) => text.length },
  can: { edit: true },
  send: async () => ({ ok: true, messageId: 'message-of-the-reader' }),
  edit: async () => ({ ok: true }),
};

// Stately's own server between the program and its viewers. For a viewer that comes late it has the last 200 messages.
let url: string;
let server: ReturnType<typeof createInspectorServer>;
beforeEach(async () => {
  const port = await freePort();
  url = `ws://127.0.0.1:${port}`;
  server = createInspectorServer({ port, autoOpen: false });
});
afterEach(() => server.stop());

describe('a viewer of the kind that Stately offers', () => {
  test('gets the definition, then events and snapshots in order, and no text', async () => {
    const received = viewer();
    await streamTheSecret();
    await vi.waitFor(() => expect(statesIn(received).at(-1)).toBe('done'));

    expect(received[0]).toMatchObject({ type: '@xstate.actor', name: 'answer-1' });
    expect(eventsIn(received)).toEqual(['MORE', 'SHOWN', 'CLOSE', 'SHOWN', 'END']);
    expect(statesIn(received).slice(0, 2)).toEqual(['idle', { sending: 'calling' }]);
    expect(JSON.stringify(received)).not.toMatch(/launch|0000|reader/);
  });

  test('that comes when all is over is told it all the same, and can draw the chart from it', async () => {
    const early = viewer();
    await streamTheSecret();
    await vi.waitFor(() => expect(statesIn(early).at(-1)).toBe('done'));

    const late = viewer();
    await vi.waitFor(() => expect(late).toHaveLength(early.length));
    expect(late).toEqual(early);
    expectDrawable(late);
  });

  test('that comes when most of a long answer is over can draw the chart, and is told the rest in order', async () => {
    const clock = new VirtualClock();
    const consumer = watched(clock);
    const early = viewer();
    await sayAtLength(consumer, clock);
    await vi.waitFor(() => expect(early.length).toBeGreaterThan(400));

    const late = viewer();
    await vi.waitFor(() => expect(late).toHaveLength(200));
    await sayAtLength(consumer, clock);
    consumer.finish();
    await clock.advance(1_000);
    await vi.waitFor(() => expect(statesIn(late).at(-1)).toBe('done'));

    expect(late).toEqual(early.slice(-late.length));
    expectDrawable(late);
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

/** What a viewer received has what it needs to draw the chart. */
function expectDrawable(received: StatelyInspectionEvent[]): void {
  const actor = received.find(({ type }) => type === '@xstate.actor');
  const definition = actor?.type === '@xstate.actor' ? JSON.parse(actor.definition ?? '{}') : {};
  const chart = createMachine(definition);
  expect(chart.resolveState({ value: { streaming: 'resting' } }).matches({ streaming: 'resting' })).toBe(true);
  expect(definition.states.finishing.states.edit.on.SHOWN[0]).toMatchObject({ guard: 'leavesMore', target: 'send' });
}

function watched(clock?: VirtualClock): StreamConsumer {
  const inspector = createWebSocketInspector({ url, serializationDepthLimit: 20 });
  onTestFinished(() => void inspector.stop());
  return createStreamConsumer({ adapter, chatId: 1, streamId: 'answer-1', inspect: inspector.inspect, clock });
}

async function streamTheSecret(): Promise<void> {
  const consumer = watched();
  consumer.onDelta(secret);
  // What is said in one turn of the event loop is seen together.
  await new Promise((resolve) => setImmediate(resolve));
  consumer.finish();
  await consumer.settled;
}

/** Some hundred messages for a viewer. */
async function sayAtLength(consumer: StreamConsumer, clock: VirtualClock): Promise<void> {
  for (let edit = 0; edit < 60; edit += 1) {
    consumer.onDelta(secret);
    await clock.advance(400);
  }
}

/** What a viewer has received, as it comes in. */
function viewer(): StatelyInspectionEvent[] {
  const received: StatelyInspectionEvent[] = [];
  createWebSocketReceiver({ server: url }).subscribe((event) => received.push(event));
  return received;
}

function eventsIn(received: StatelyInspectionEvent[]): string[] {
  return received.flatMap((one) => (one.type === '@xstate.event' && one.event.type !== 'xstate.init' ? [one.event.type] : []));
}

function statesIn(received: StatelyInspectionEvent[]): unknown[] {
  return received.flatMap((one) => (one.type === '@xstate.snapshot' && 'value' in one.snapshot ? [one.snapshot.value] : []));
}
