// A bot with many chats on a day on which nothing is well: waits of the token for no reason, calls that fail, throw, hang or lose their
// answer, agents that break off, readers who write again before the answer is over. Every message has to come to an end, every outcome has
// to tell what is on screen, and nothing may stay behind.

import { expect, test } from 'vitest';
import type { Adapter, Failure, MessageId, Result } from '../../src/adapter.js';
import { type Answer, createGateway } from '../../src/kit/index.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { randomFrom } from '../support/random.js';

const MESSAGES = 1_200;
const CHATS = 120;
const POLICIES = ['queue', 'interrupt', 'drop', 'parallel'] as const;

class BadDay {
  readonly clock = new VirtualClock();
  readonly luck: () => number;
  /** What readers see, by message. */
  readonly screen = new Map<MessageId, string>();
  readonly adapter: Adapter;

  constructor(seed: number) {
    this.luck = randomFrom(seed);
    this.adapter = {
      name: 'bad-day',
      limits: { maxLength: 400, lengthOf: (text) => text.length },
      can: { edit: true, delete: true },
      send: ({ text }) => this.#call(() => this.#show(this.screen.size + 1, text)),
      edit: ({ messageId, text }) => this.#call(() => this.#show(messageId, text)),
      delete: ({ messageId }) => this.#call(() => this.#show(messageId, '')),
    };
  }

  #show(messageId: MessageId, text: string): Result {
    this.screen.set(messageId, text);
    return { ok: true, messageId };
  }

  async #call(apply: () => Result): Promise<Result> {
    await this.pause(20 + 100 * this.luck());
    const chance = this.luck();
    const failure = (reason: Failure['reason']): Failure => ({ ok: false, reason });
    if (chance < 0.01) return { ...failure('rateLimited'), retryAfterMs: 500 + 2_000 * this.luck(), scope: 'token' };
    if (chance < 0.015) return { ...failure('rateLimited'), retryAfterMs: 500 + 2_000 * this.luck(), scope: 'chat' };
    if (chance < 0.025) return failure('transient');
    if (chance < 0.03) throw new Error('it blew up');
    if (chance < 0.035) return new Promise(() => {});
    const result = apply();
    if (chance < 0.04) throw new Error('it blew up, after it had worked');
    return result;
  }

  pause = (ms: number): Promise<void> => new Promise((resolve) => void this.clock.setTimeout(resolve, ms));
}

const words = (text: string): string[] => text.split(/\s+/u).filter((word) => word !== '');

test.each([1, 2])('a bad day comes to an end (%s)', async (seed) => {
  const day = new BadDay(seed);
  const answers: { policy: string; answer: Answer }[] = [];
  const policyOf = (chatId: string | number) => POLICIES[Number(chatId) % POLICIES.length] ?? 'queue';
  const gateway = createGateway({
    adapter: day.adapter,
    clock: day.clock,
    policy: ({ chatId }) => policyOf(chatId),
    async agent({ onDelta, signal }) {
      const words = Math.floor(day.luck() * 60);
      for (let word = 0; word < words && !signal.aborted; word += 1) {
        onDelta(`word ${word} `);
        if (word % 8 === 7) await day.pause(600 * day.luck());
      }
      if (day.luck() < 0.02) throw new Error('the model broke off');
    },
    onAnswer: (answer, { chatId }) => answers.push({ policy: policyOf(chatId), answer }),
  });
  for (let count = 0; count < MESSAGES; count += 1) {
    gateway.receive({ chatId: Math.floor(day.luck() * CHATS), text: `question ${count}` });
    await day.clock.advance(250);
  }
  let isClosed = false;
  void gateway.close({ withinMs: 120_000 }).then(() => {
    isClosed = true;
  });
  await day.clock.runUntil(() => isClosed);

  expect(answers).toHaveLength(MESSAGES);
  expect(gateway.health()).toEqual({ state: 'closed', conversations: 0, answering: 0, waiting: 0 });
  expect(day.clock.pending).toBe(0);

  const outcomes = answers.flatMap(({ policy, answer }) => (answer.status === 'answered' ? [{ policy, ...answer }] : []));
  for (const { outcome } of outcomes)
    for (const { id, text, certainty } of outcome.messages)
      if (certainty === 'seen' && id !== undefined) expect(day.screen.has(id), text).toBe(true);
  for (const { outcome } of outcomes.filter(({ missing }) => missing === null)) {
    // A cursor may have stayed, where an edit failed and what was left went into a new message.
    const shown = outcome.messages.filter(({ certainty }) => certainty === 'seen').map(({ text }) => text.replace('▉', ' '));
    expect(words(shown.join(' '))).toEqual(words(outcome.text));
  }

  // Nobody stopped these: what is not on screen was lost to a call without an answer, or to a source that broke off.
  const queued = outcomes.filter(({ policy, outcome }) => policy === 'queue' && outcome.text !== '');
  const whole = queued.filter(({ missing }) => missing === null);
  expect(queued.length).toBeGreaterThan(200);
  expect(whole.length / queued.length).toBeGreaterThan(0.93);
});
