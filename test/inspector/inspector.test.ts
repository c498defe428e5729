import { describe, expect, onTestFinished, test } from 'vitest';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import { type Inspector, type InspectorOptions, startInspector } from '../../src/inspector/inspector.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { call } from '../gateway/start.js';
import { recordTape } from './record-tape.js';

async function inspector(options: InspectorOptions = {}): Promise<Inspector> {
  const started = await startInspector({ port: 0, ...options });
  onTestFinished(() => started.close());
  return started;
}

async function withTape(options: InspectorOptions = {}): Promise<Inspector> {
  const started = await inspector(options);
  const { records, lines } = await recordTape({ stream: 'a/strange id', deltas: ['Hello ', 'there.'] });
  records.forEach((record, index) => {
    started.sink.write(record, lines[index] ?? '');
  });
  return started;
}

/** A stream that waits for its platform. */
function running({ sink, attach }: Inspector) {
  const consumer = createStreamConsumer({
    adapter: {
      name: 'slow',
      limits: { maxLength: 100, lengthOf: (text) => text.length },
      can: { edit: true },
      send: async () => ({ ok: true, messageId: 1 }),
      edit: async () => ({ ok: true }),
    },
    ...{ chatId: 1, streamId: 'running', tape: sink },
  });
  attach(consumer);
  return consumer;
}

describe('the inspector', () => {
  test('is found only by who knows its address, and only from this machine', async () => {
    const { url } = await inspector();
    const { origin, host } = new URL(url);

    expect((await call(url, 'GET')).status).toBe(200);
    expect((await call(`${origin}/`, 'GET')).status).toBe(404);
    expect((await call(`${origin}/${'x'.repeat(22)}/`, 'GET')).status).toBe(404);
    expect((await call(`${origin}/${'é'.repeat(22)}/`, 'GET')).status).toBe(404);
    expect((await call(url, 'GET', { host: `evil.example:${new URL(url).port}` })).status).toBe(403);
    expect((await call(url, 'GET', { host, origin: 'https://evil.example' })).status).toBe(403);
    expect((await inspector()).url.slice(-23)).not.toBe(url.slice(-23));
  });

  test('lets a page load nothing from anywhere else', async () => {
    const { headers } = await call((await inspector()).url, 'GET');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
  });

  test('answers with rows, moments and plots', async () => {
    const { url } = await withTape();
    const at = `${url}streams/${encodeURIComponent('a/strange id')}`;

    const rows = JSON.parse((await call(`${at}/rows?from=1&count=2`, 'GET')).text);
    expect(rows.map(({ index }: { index: number }) => index)).toEqual([1, 2]);
    const moment = JSON.parse((await call(`${at}/moment?at=1000`, 'GET')).text);
    expect(moment.screen).toMatchObject([{ text: 'Hello there.', isGrowing: false }]);
    expect(JSON.parse((await call(`${at}/plot?bins=7`, 'GET')).text).bins).toHaveLength(7);
  });

  test.each([
    ['GET', 'streams/nobody/rows?from=0&count=1', 404],
    ['GET', 'streams/a%2Fstrange%20id/rows?from=-1&count=1', 400],
    ['GET', 'streams/a%2Fstrange%20id/rows', 400],
    ['GET', 'streams/a%2Fstrange%20id/secrets', 404],
    ['GET', 'inspector/page/../wire.ts', 404],
    ['GET', 'inspector/page/nothing.js', 404],
    ['GET', 'chart/stream/nothing.svg', 404],
    ['GET', 'chart/toString/stream.svg', 404],
    ['GET', 'streams/a%2Fstrange%20id/moment', 400],
    ['POST', 'streams/a%2Fstrange%20id/rows', 405],
  ])('%s %s is %i', async (method, path, status) => {
    const { url } = await withTape();
    expect((await call(url + path, method)).status).toBe(status);
  });

  test('draws every part of the chart', async () => {
    const { url } = await inspector();
    for (const path of ['stream/stream', 'stream/streaming', 'stream/finishing', 'budget/budget']) {
      const { text, headers } = await call(`${url}chart/${path}.svg`, 'GET');
      expect(headers['content-type']).toBe('image/svg+xml');
      expect(text).toContain(`data-drawing="${path.split('/')[1]}"`);
      expect(text).not.toContain('<style>');
    }
  });
});

test('a port that is taken is named, and nothing goes on in the background', async () => {
  const { url } = await inspector();
  const clock = new VirtualClock();

  await expect(startInspector({ port: Number(new URL(url).port), clock })).rejects.toMatchObject({ code: 'portTaken' });
  expect(clock.pending).toBe(0);
});

describe('control', () => {
  test('is refused unless it was asked for', async () => {
    const started = await inspector();
    const consumer = running(started);
    consumer.onDelta('Still going');

    expect((await call(`${started.url}streams/running/stop`, 'POST')).status).toBe(403);
    consumer.finish();
    expect((await consumer.settled).status).toBe('delivered');
  });

  test('stops a stream and keeps what was said', async () => {
    const started = await inspector({ control: true });
    const consumer = running(started);
    consumer.onDelta('Said before');

    expect((await call(`${started.url}streams/running/stop`, 'POST')).status).toBe(202);
    expect(await consumer.settled).toMatchObject({ status: 'cancelled', unshown: '', text: 'Said before' });
    expect((await call(`${started.url}streams/running/stop`, 'POST')).status).toBe(403);
  });

  test('shows no text of a stream unless it was asked for', async () => {
    const started = await inspector();
    const consumer = running(started);
    consumer.onDelta('The launch code is 0000');
    consumer.finish();
    await consumer.settled;

    const rows = (await call(`${started.url}streams/running/rows?from=0&count=500`, 'GET')).text;
    expect(JSON.parse(rows).length).toBeGreaterThan(3);
    expect(rows).not.toContain('0000');
  });
});
