import type { Adapter, Result } from '../../src/adapter.js';
import { createBudget } from '../../src/budget/create-budget.js';
import type { Budget } from '../../src/budget.js';
import { createStreamConsumer } from '../../src/create-stream-consumer.js';
import type { Answer, Platform, Rule } from '../platform.js';
import type { Contender } from './contender.js';

const resultOf = (answer: Answer): Result => {
  if (answer.ok) return { ok: true, messageId: answer.id };
  if (answer.why === 'limited') return { ok: false, reason: 'rateLimited', retryAfterMs: answer.retryAfterMs };
  return { ok: false, reason: answer.why === 'gone' ? 'messageGone' : 'tooLong' };
};

export function adapterFor(platform: Platform): Adapter {
  return {
    name: 'simulated',
    limits: { maxLength: 4_096, lengthOf: (text) => text.length },
    can: { edit: true, delete: true },
    send: async ({ text }) => resultOf(await platform.send(text)),
    edit: async ({ messageId, text }) => resultOf(await platform.edit(Number(messageId), text)),
    delete: async ({ messageId }) => resultOf(await platform.delete(Number(messageId))),
  };
}

interface Settings {
  /** One budget for all streams. Default: each has its own. */
  shared?: Budget | undefined;
  /** In seconds. Default: the package's own. */
  editInterval?: number | undefined;
}

/** With the limit declared, or left for it to find out. */
export function tokentape(name: string, declared: Rule['limit'], { shared, editInterval }: Settings = {}): Contender {
  return {
    name,
    start(platform, time, streamId) {
      const budget = shared ?? createBudget({ sheet: { chat: declared ? [declared] : [], token: [] } });
      const consumer = createStreamConsumer({
        ...{ adapter: adapterFor(platform), chatId: streamId, streamId, clock: time, budget },
        config: editInterval === undefined ? {} : { editInterval },
      });
      return {
        onDelta: consumer.onDelta,
        finish: () => {
          consumer.finish();
          return consumer.settled;
        },
      };
    },
  };
}
