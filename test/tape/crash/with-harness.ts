import { afterAll, beforeAll } from 'vitest';
import { Harness } from './harness.js';
import { HttpChat } from './http-chat.js';

/** Open for as long as the tests of this file, or of this group, run. */
export const withHarness = (): (() => Harness) => opened(Harness.open);

export const withHttpChat = (): (() => HttpChat) => opened(HttpChat.listen);

function opened<Thing extends { close(): unknown }>(open: () => Promise<Thing>): () => Thing {
  let thing: Thing | undefined;
  beforeAll(async () => {
    thing = await open();
  }, 120_000);
  afterAll(async () => {
    await thing?.close();
  });
  return () => {
    if (!thing) throw new Error('it is open only while tests run');
    return thing;
  };
}
