import { createBudget, deliver, sheets } from 'tokentape';
import { answer } from './model.js';

/** @param {import('tokentape').Adapter} adapter
 *  @param {(chatId: string) => Partial<import('tokentape').StreamingConfig>} configOf */
export function createHandler(adapter, configOf) {
  const budget = createBudget({ sheet: adapter.sheet ?? sheets[adapter.name] });

  /** Answers one message: `null` if the reader has the answer on screen, else the text that is still to be sent.
   *  @param {import('./gateway.js').Message} message */
  return ({ chatId, text }) =>
    deliver({
      adapter,
      chatId,
      budget,
      config: configOf(chatId),
      agent: async ({ onDelta, signal }) => {
        for await (const delta of answer(text, signal)) onDelta(delta);
      },
    });
}
