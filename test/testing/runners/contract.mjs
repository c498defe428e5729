// One file for both runners: the contract of an adapter in memory, which calls a lost send harmless if SPOILT is set.
import { adapterContract } from 'tokentape/testing';

adapterContract({
  name: 'memory',
  make: async () => {
    const messages = [];
    let fault;
    const call = async (apply, lost) => {
      const { kind } = fault ?? {};
      fault = undefined;
      if (kind === undefined) return apply();
      if (kind === 'cutAfter') apply();
      return { ok: false, reason: lost };
    };
    const adapter = {
      name: 'memory',
      limits: { maxLength: 40, lengthOf: (text) => text.length },
      can: { edit: false },
      send: async ({ text, signal }) => {
        if (signal.aborted) return { ok: false, reason: 'transient' };
        if (text.length > 40) return { ok: false, reason: 'tooLong' };
        return call(
          () => ({ ok: true, messageId: messages.push({ id: messages.length, text }) }),
          process.env.SPOILT ? 'transient' : 'maybeDelivered',
        );
      },
      edit: async () => ({ ok: false, reason: 'editUnsupported' }),
    };
    return {
      adapter,
      chatId: 1,
      shown: () => messages,
      inject: (given) => {
        fault = given;
      },
      close: async () => {},
    };
  },
  without: ['hang', 'wait'],
});
