import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createProbe, type Probe } from '../../src/kit/index.js';
import { GatewayRig } from './rig.js';

async function serve(probe: Probe, next?: () => void) {
  const server = createServer((request, response) => probe(request, response, next && (() => response.end('next'))));
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return async (path: string, method = 'GET') => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
}

/** A page of metrics as its samples, and the type of each family. Throws for a line that is neither. */
function parse(page: string) {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  expect(page.endsWith('\n')).toBe(true);
  for (const line of page.trimEnd().split('\n')) {
    const [, family = '', type = ''] = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (type) {
      expect(types.has(family), line).toBe(false);
      types.set(family, type);
    } else if (!line.startsWith('# HELP ')) {
      const [, series = '', name = '', value = ''] = /^((\w+)\{(?:\w+="(?:[^"\\\n]|\\.)*",?)*\}) (\S+)$/.exec(line) ?? [];
      expect(Number.isFinite(Number(value)) && series !== '', line).toBe(true);
      expect([...types.keys()].at(-1), line).toBe(name.replace(/_(bucket|sum|count)$/, ''));
      expect(samples.has(series), line).toBe(false);
      samples.set(series, Number(value));
    }
  }
  return { samples, types };
}

describe('the probe', () => {
  it('says how gateways are', async () => {
    const rig = new GatewayRig();
    const get = await serve(createProbe([rig.gateway]));
    rig.ask('One?');
    rig.ask('Two?');
    const { status, type, text } = await get('/healthz');
    expect([status, type]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(text)).toEqual({ rig: { state: 'open', conversations: 1, answering: 1, waiting: 1 } });
  });

  it('is ready until one of them closes, and alive after that', async () => {
    const [one, two] = [new GatewayRig({ name: 'one' }), new GatewayRig({ name: 'two' })];
    const get = await serve(createProbe([one.gateway, two.gateway]));
    expect((await get('/readyz')).status).toBe(200);
    await two.gateway.close();
    expect((await get('/readyz')).status).toBe(503);
    expect((await get('/healthz')).status).toBe(200);
  });

  it('counts what became of messages and answers, and how long they took', async () => {
    const rig = new GatewayRig({ policy: 'drop' });
    const get = await serve(createProbe([rig.gateway]));
    rig.ask('One?');
    rig.ask('Two?');
    const run = await rig.run();
    await rig.clock.advance(700);
    run.onDelta('Because.');
    run.finish();
    await rig.clock.advance(5_000);

    const { status, type, text } = await get('/metrics');
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const { samples, types } = parse(text);
    expect(samples.get('tokentape_messages_total{gateway="rig",result="answered"}')).toBe(1);
    expect(samples.get('tokentape_messages_total{gateway="rig",result="busy"}')).toBe(1);
    expect(samples.get('tokentape_messages_total{gateway="rig",result="withdrawn"}')).toBe(0);
    expect(samples.get('tokentape_answers_total{gateway="rig",status="delivered"}')).toBe(1);
    expect(samples.get('tokentape_calls_total{gateway="rig"}')).toBe(1);
    expect(samples.get('tokentape_accepting{gateway="rig"}')).toBe(1);
    expect(samples.get('tokentape_first_text_seconds_bucket{gateway="rig",le="0.5"}')).toBe(0);
    expect(samples.get('tokentape_first_text_seconds_bucket{gateway="rig",le="1"}')).toBe(1);
    expect(samples.get('tokentape_first_text_seconds_bucket{gateway="rig",le="+Inf"}')).toBe(1);
    expect(samples.get('tokentape_first_text_seconds_sum{gateway="rig"}')).toBeCloseTo(0.75);
    expect(samples.get('tokentape_answer_seconds_count{gateway="rig"}')).toBe(1);
    expect(types.get('tokentape_answer_seconds')).toBe('histogram');
  });

  it('puts several gateways on one page, whatever they are called', async () => {
    const [one, two] = [new GatewayRig({ name: 'one "a"\\\n' }), new GatewayRig({ name: 'two' })];
    const get = await serve(createProbe([one.gateway, two.gateway]));
    const { samples } = parse((await get('/metrics')).text);
    expect(samples.get('tokentape_accepting{gateway="two"}')).toBe(1);
    expect(samples.get('tokentape_accepting{gateway="one \\"a\\"\\\\\\n"}')).toBe(1);
  });

  it('tells no chat and no text', async () => {
    const rig = new GatewayRig();
    const get = await serve(createProbe([rig.gateway]));
    rig.ask('a secret question', { chatId: 'secret-chat' });
    (await rig.run()).onDelta('a secret answer');
    await rig.clock.advance(500);
    for (const path of ['/healthz', '/readyz', '/metrics']) expect((await get(path)).text).not.toContain('secret');
  });

  it('hands on what is not its own, or says that there is nothing', async () => {
    const { gateway } = new GatewayRig();
    const alone = await serve(createProbe([gateway]));
    for (const path of ['/', '/metrics/', '/constructor', '/__proto__']) expect([path, (await alone(path)).status]).toEqual([path, 404]);
    expect((await alone('/metrics', 'POST')).status).toBe(404);
    expect(await alone('/metrics?x=1', 'HEAD')).toMatchObject({ status: 200, text: '' });
    const within = await serve(createProbe([gateway]), () => {});
    expect((await within('/chat')).text).toBe('next');
  });

  it('wants a name for each gateway', () => {
    const two = [new GatewayRig().gateway, new GatewayRig().gateway];
    expect(() => createProbe(two)).toThrow("two gateways are named 'rig'; give each a name of its own");
  });
});
