import { connect } from 'node:net';
import { expect, it } from 'vitest';
import type { StreamCard } from '../../src/gateway/wire.js';
import { handAgent } from './hand-agent.js';
import { call, testGateway } from './start.js';

it('a page that never reads delays no answer', async () => {
  const agent = handAgent();
  const gateway = await testGateway({ agent });
  const { host, port } = new URL(gateway.url);
  const deaf = connect(Number(port), '127.0.0.1');
  deaf.write(`GET /events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  deaf.pause();

  await call(`${gateway.url}questions`, 'POST', {}, { text: 'At length' });
  const run = await agent.run();
  const text = 'x'.repeat(200_000);
  // What the deaf page is behind by: every edit of fifty messages, far more than a socket holds.
  for (let from = 0; from < text.length; from += 1_000) {
    run.say(text.slice(from, from + 1_000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  run.finish();

  const card = () => [...gateway.board.entries()].map(([, value]) => value).find((value) => value.kind === 'stream') as StreamCard;
  await expect.poll(() => card().end, { timeout: 5_000 }).toMatchObject({ status: 'delivered', missing: 0 });
  deaf.destroy();
});
