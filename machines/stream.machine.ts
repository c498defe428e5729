// One answer to one chat. Effects go out as emitted commands and come back as events; the chart knows lengths, never text.
// Read the states from top to bottom: that is the order in which an answer passes through them.

import { assign, emit, setup } from 'xstate';
import type { BellMode, ItemEnd, Op, StreamCommand, StreamContext, StreamEvent, StreamInput, StreamOutput } from './vocabulary.js';

/** Refusals in a row after which a message is not edited, or a last send not tried, again. */
const MAX_STRIKES = 3;
/** The same for the first send of a preview, where less is at stake. */
const MAX_FIRST_STRIKES = 2;
/** First wait after a refusal that came without a time; it doubles with every strike. */
const BACKOFF_MS = 1_000;

const strikesOf = (event: StreamEvent): number => (event.type === 'REFUSED' && event.hang ? 2 : 1);
const backoffMs = (strikes: number): number => BACKOFF_MS * 2 ** (strikes - 1);

/** The chart of one answer in one chat. Pure: commands leave as emitted events, answers come back as events, and the only times are
 *  named delays. docs/machines.md walks through its states. */
export const streamMachine = setup({
  types: {
    context: {} as StreamContext,
    events: {} as StreamEvent,
    emitted: {} as StreamCommand,
    input: {} as StreamInput,
    output: {} as StreamOutput,
    tags: {} as 'calling' | 'timed',
  },
  delays: {
    floor: ({ context }) => context.floorMs,
    rest: ({ context }) => context.intervalMs - context.floorMs,
    wait: ({ context }) => context.waitMs,
    draftRefresh: ({ context }) => context.draftRefreshMs,
  },
  guards: {
    viaDraft: ({ event }) => event.type === 'MORE' && event.via === 'draft',
    viaNative: ({ event }) => event.type === 'MORE' && event.via === 'native',
    viaNothing: ({ event }) => event.type === 'MORE' && event.via === 'nothing',
    isFull: ({ event }) => event.type === 'SHOWN' && event.full,
    isEditable: ({ event }) => event.type === 'SHOWN' && event.editable,
    leavesMore: ({ event }) => event.type === 'SHOWN' && event.have > event.to,
    isStale: ({ event }) => event.type === 'CLOSE' && event.fresh,
    mayGather: ({ event }) => event.type === 'CLOSE' && event.gather,
    /** The message holds nothing but the cursor. */
    isBare: ({ context, event }) => event.type === 'CLOSE' && Math.max(event.have, context.shown) <= context.from,
    hasUnshown: ({ context, event }) =>
      event.type === 'CLOSE' ? event.have > Math.min(context.shown, event.stands) : context.have > context.shown,
    hasLanded: ({ context }) => context.shown > 0,
    refreshes: ({ context }) => context.draftRefreshMs > 0,
    isLastStrike: ({ context, event }) => context.strikes + strikesOf(event) >= MAX_STRIKES,
    isLastFirstStrike: ({ context, event }) => context.strikes + strikesOf(event) >= MAX_FIRST_STRIKES,
    isGoneForGood: ({ context }) => context.gone + 1 >= MAX_STRIKES,
    mayWait: ({ event }) => (event.type === 'WAIT' || event.type === 'HELD') && event.ms <= event.left,
    /** One more refusal is borne, and there is time for the wait before the next try. */
    mayRetry: ({ context, event }) => {
      const strikes = context.strikes + strikesOf(event);
      if (strikes >= MAX_STRIKES) return false;
      if (event.type === 'HELD') return event.ms <= event.left;
      return event.type === 'REFUSED' && backoffMs(strikes) <= event.left;
    },
  },
  actions: {
    /** Named so that a tape or a viewer can tell a decision from an omission. */
    ignored: () => {},
    bell: emit(({ context }, params: { at: BellMode }) => ({
      type: 'bell' as const,
      at: params.at,
      from: context.from,
      shown: context.shown,
      threshold: context.threshold,
    })),
    /** While a call is not worth it yet, text can make it so. */
    bellWaiting: emit(({ context }) => ({
      type: 'bell' as const,
      at: context.waitWorth > 0 ? ('threshold' as const) : ('close' as const),
      from: context.from,
      shown: context.shown,
      threshold: context.waitWorth,
    })),
    call: emit(({ context }, params: { op: Op; final: boolean }) => ({
      type: 'call' as const,
      op: params.op,
      from: context.from,
      final: params.final,
    })),
    advance: emit(({ context }, params: { end: ItemEnd }) => ({
      type: 'advance' as const,
      end: params.end,
      shown: context.shown,
      have: context.have,
    })),
    join: emit({ type: 'join' }),
    noteText: assign(({ context, event }) => {
      if (event.type === 'CLOSE') return { have: event.have, shown: Math.min(context.shown, event.stands) };
      return event.type === 'MORE' ? { have: event.have } : {};
    }),
    noteShown: assign(({ event }) => (event.type === 'SHOWN' ? { from: event.from, shown: event.to, have: event.have, strikes: 0 } : {})),
    /** Only an edit proves that the message is still there. */
    noteEdited: assign({ gone: 0 }),
    noteWait: assign(({ event }) => {
      if (event.type === 'WAIT') return { waitMs: event.ms, waitWorth: event.worth };
      return event.type === 'HELD' ? { waitMs: event.ms, waitWorth: 0 } : {};
    }),
    strike: assign(({ context, event }) => {
      const strikes = context.strikes + strikesOf(event);
      return { strikes, waitMs: event.type === 'HELD' ? event.ms : backoffMs(strikes), waitWorth: 0 };
    }),
    forgive: assign({ strikes: 0 }),
    noteGone: assign(({ context }) => ({ gone: Math.min(context.gone + 1, MAX_STRIKES), shown: context.from, strikes: 0 })),
    /** What was shown of the current message was ephemeral, or is gone; so may be a message before it, whose cursor was to be taken away. */
    forgetShown: assign(({ context, event }) => {
      const from = (event.type === 'GONE' ? event.from : undefined) ?? context.from;
      return { from, shown: from };
    }),
    /** The next message begins where the screen ends. */
    turnPage: assign(({ context }) => ({ from: context.shown })),
    /** When the verdict is answered and not when it is given, since a chart that is resumed gives it again. */
    account: assign(({ context }) => ({
      landed: context.landed + context.shown,
      lost: context.lost + Math.max(0, context.have - context.shown),
    })),
    startItem: assign(({ context, event }) => ({
      lost: context.lost - (event.type === 'NEXT' ? event.carried : 0),
      from: 0,
      shown: 0,
      have: 0,
      strikes: 0,
      gone: 0,
    })),
  },
}).createMachine({
  id: 'stream',
  version: '1',
  description: 'Brings one answer to one chat: a message that is sent once and edited while text arrives.',
  context: ({ input }) => ({ ...input, from: 0, shown: 0, have: 0, strikes: 0, gone: 0, waitMs: 0, waitWorth: 0, landed: 0, lost: 0 }),
  output: ({ context }) => ({ landed: context.landed, lost: context.lost }),
  initial: 'idle',
  on: {
    RESUMED: { target: '.resumed', reenter: true },
    MORE: { actions: 'ignored' },
    CLOSE: { actions: 'ignored' },
    HURRY: { actions: 'ignored' },
    DISCARD: { actions: 'ignored' },
    NEXT: { actions: 'ignored' },
    END: { actions: 'ignored' },
    STOP: { actions: 'ignored' },
    SHOWN: { actions: 'ignored' },
    WAIT: { actions: 'ignored' },
    HELD: { actions: 'ignored' },
    REFUSED: { actions: 'ignored' },
    UNSURE: { actions: 'ignored' },
    GONE: { actions: 'ignored' },
    UNABLE: { actions: 'ignored' },
    BARRED: { actions: 'ignored' },
  },
  states: {
    resumed: { type: 'history', history: 'deep', description: 'Back to where the restored chart was, timers and calls set going again.' },

    idle: {
      description: 'No message is open and there is not enough text to open one.',
      entry: { type: 'bell', params: { at: 'first' } },
      on: {
        MORE: [
          { guard: 'viaNothing', target: 'editDisabled', actions: 'noteText' },
          { guard: 'viaDraft', target: 'drafting', actions: 'noteText' },
          { guard: 'viaNative', target: 'native', actions: 'noteText' },
          { target: 'sending', actions: 'noteText' },
        ],
        CLOSE: [
          { guard: 'hasUnshown', target: 'finishing.send', actions: 'noteText' },
          { guard: 'hasLanded', target: 'closed.complete', actions: 'noteText' },
          { target: 'closed.empty', actions: 'noteText' },
        ],
        DISCARD: { target: 'cancelled' },
      },
    },

    sending: {
      description: 'The first call of a message that will be edited.',
      initial: 'calling',
      states: {
        calling: {
          description: 'The send is on its way.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'send', final: false } },
          ],
          on: {
            SHOWN: [
              { guard: 'isFull', target: '#stream.idle', actions: ['noteShown', 'turnPage'] },
              { guard: 'isEditable', target: '#stream.streaming', actions: 'noteShown' },
              { target: '#stream.editDisabled', actions: 'noteShown' },
            ],
            WAIT: { target: 'waiting', actions: 'noteWait' },
            HELD: { target: 'waiting', actions: 'noteWait' },
            REFUSED: [
              { guard: 'isLastFirstStrike', target: '#stream.editDisabled', actions: 'forgive' },
              { target: 'waiting', actions: 'strike' },
            ],
            UNSURE: { target: '#stream.editDisabled' },
            BARRED: { target: '#stream.editDisabled' },
            DISCARD: { target: '#stream.discarding.awaiting' },
            RESUMED: { target: '#stream.editDisabled', description: 'It may have arrived: never sent again blindly.' },
          },
        },
        waiting: {
          description: 'The send may not go out yet, or was refused; it goes later, with the newest text.',
          tags: 'timed',
          entry: { type: 'bell', params: { at: 'close' } },
          after: { wait: { target: 'calling' } },
          on: {
            CLOSE: { target: '#stream.finishing.send', actions: ['noteText', 'forgive'] },
            DISCARD: { target: '#stream.cancelled' },
          },
        },
      },
    },

    streaming: {
      description: 'The message is on screen and grows by edits.',
      initial: 'cooling',
      on: {
        CLOSE: [
          { guard: 'isBare', target: 'finishing.retract', actions: ['noteText', 'forgive'] },
          { guard: 'isStale', target: 'finishing.fresh', actions: ['noteText', 'forgive'] },
          { target: 'finishing.edit', actions: ['noteText', 'forgive'] },
        ],
        DISCARD: { target: 'discarding.trimming' },
      },
      states: {
        cooling: {
          description: 'Just after a call: a short time that no amount of text cuts short.',
          tags: 'timed',
          entry: { type: 'bell', params: { at: 'close' } },
          after: { floor: { target: 'resting' } },
        },
        resting: {
          description: 'The rest of the edit interval; much unshown text ends it early.',
          tags: 'timed',
          entry: { type: 'bell', params: { at: 'threshold' } },
          after: { rest: { target: 'clean' } },
          on: { MORE: { target: 'editing', actions: 'noteText' } },
        },
        clean: {
          description: 'An edit may go out as soon as there is anything new.',
          entry: { type: 'bell', params: { at: 'any' } },
          on: { MORE: { target: 'editing', actions: 'noteText' } },
        },
        editing: {
          description: 'An edit is on its way.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'edit', final: false } },
          ],
          on: {
            SHOWN: [
              { guard: 'isFull', target: '#stream.idle', actions: ['noteShown', 'noteEdited', 'turnPage'] },
              { target: 'cooling', actions: ['noteShown', 'noteEdited'] },
            ],
            WAIT: { target: 'holding', actions: 'noteWait' },
            HELD: { target: 'holding', actions: 'noteWait' },
            REFUSED: [
              { guard: 'isLastStrike', target: '#stream.editDisabled', actions: 'forgive' },
              { target: 'holding', actions: 'strike' },
            ],
            GONE: [
              { guard: 'isGoneForGood', target: '#stream.editDisabled', actions: 'noteGone' },
              { target: '#stream.sending', actions: 'noteGone' },
            ],
            UNABLE: { target: '#stream.editDisabled' },
            BARRED: { target: '#stream.editDisabled' },
            CLOSE: { actions: 'ignored' },
            DISCARD: { target: '#stream.discarding.awaiting' },
          },
        },
        holding: {
          description: 'Edits have to wait, or are not worth it yet; then one goes out with the newest text.',
          tags: 'timed',
          entry: 'bellWaiting',
          after: { wait: { target: 'editing' } },
          on: { MORE: { target: 'editing', actions: 'noteText' } },
        },
      },
    },

    drafting: {
      description: 'An ephemeral preview grows; the real message follows when the item closes or the page is full.',
      initial: 'calling',
      on: {
        CLOSE: { target: 'finishing.send', actions: ['noteText', 'forgetShown'] },
        DISCARD: { target: 'cancelled', actions: 'forgetShown' },
      },
      states: {
        calling: {
          description: 'A frame of the draft is on its way.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'draft', final: false } },
          ],
          on: {
            SHOWN: [
              { guard: 'isFull', target: '#stream.sending', actions: 'forgetShown' },
              { target: 'cooling', actions: 'noteShown' },
            ],
            WAIT: { target: 'holding', actions: 'noteWait' },
            HELD: { target: 'holding', actions: 'noteWait' },
            REFUSED: { target: '#stream.idle', actions: 'forgetShown' },
            UNABLE: { target: '#stream.idle', actions: 'forgetShown' },
            BARRED: { target: '#stream.editDisabled', actions: 'forgetShown' },
            CLOSE: { actions: 'ignored' },
            DISCARD: { target: '#stream.discarding.fading', actions: 'forgetShown' },
          },
        },
        cooling: {
          description: 'Just after a frame.',
          tags: 'timed',
          entry: { type: 'bell', params: { at: 'close' } },
          after: { floor: { target: 'resting' } },
        },
        resting: {
          description: 'The rest of the edit interval; much unshown text ends it early.',
          tags: 'timed',
          entry: { type: 'bell', params: { at: 'threshold' } },
          after: { rest: { target: 'clean' } },
          on: { MORE: { target: 'calling', actions: 'noteText' } },
        },
        clean: {
          description: 'A frame may go out as soon as there is anything new; without news the draft is refreshed before it expires.',
          tags: 'timed',
          entry: { type: 'bell', params: { at: 'any' } },
          after: { draftRefresh: { guard: 'refreshes', target: 'calling' } },
          on: { MORE: { target: 'calling', actions: 'noteText' } },
        },
        holding: {
          description: 'Frames have to wait, or are not worth it yet.',
          tags: 'timed',
          entry: 'bellWaiting',
          after: { wait: { target: 'calling' } },
          on: { MORE: { target: 'calling', actions: 'noteText' } },
        },
      },
    },

    native: {
      description: "The message grows through the platform's own stream.",
      initial: 'opening',
      on: {
        CLOSE: { target: 'finishing.close', actions: ['noteText', 'forgive'] },
        DISCARD: { target: 'discarding.trimming' },
      },
      states: {
        opening: {
          description: 'The stream is being opened, with the first text.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'open', final: false } },
          ],
          on: {
            SHOWN: [
              { guard: 'isFull', target: '#stream.idle', actions: ['noteShown', 'turnPage'] },
              { target: 'cooling', actions: 'noteShown' },
            ],
            WAIT: { target: 'waiting', actions: 'noteWait' },
            HELD: { target: 'waiting', actions: 'noteWait' },
            REFUSED: { target: '#stream.idle', description: 'From there the next best way is taken.' },
            UNABLE: { target: '#stream.idle' },
            UNSURE: { target: '#stream.editDisabled' },
            BARRED: { target: '#stream.editDisabled' },
            CLOSE: { actions: 'ignored' },
            DISCARD: { target: '#stream.discarding.awaiting' },
            RESUMED: { target: '#stream.editDisabled', description: 'It may have been opened: never opened again blindly.' },
          },
        },
        waiting: {
          description: 'The stream may not be opened yet.',
          tags: 'timed',
          entry: { type: 'bell', params: { at: 'close' } },
          after: { wait: { target: 'opening' } },
          on: {
            CLOSE: { target: '#stream.finishing.send', actions: 'noteText' },
            DISCARD: { target: '#stream.cancelled' },
          },
        },
        cooling: {
          description: 'Just after a frame.',
          tags: 'timed',
          entry: { type: 'bell', params: { at: 'close' } },
          after: { floor: { target: 'resting' } },
        },
        resting: {
          description: 'The rest of the edit interval; much unshown text ends it early.',
          tags: 'timed',
          entry: { type: 'bell', params: { at: 'threshold' } },
          after: { rest: { target: 'clean' } },
          on: { MORE: { target: 'appending', actions: 'noteText' } },
        },
        clean: {
          description: 'A frame may go out as soon as there is anything new.',
          entry: { type: 'bell', params: { at: 'any' } },
          on: { MORE: { target: 'appending', actions: 'noteText' } },
        },
        appending: {
          description: 'A frame is on its way.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'append', final: false } },
          ],
          on: {
            SHOWN: [
              { guard: 'isFull', target: '#stream.idle', actions: ['noteShown', 'turnPage'] },
              { target: 'cooling', actions: 'noteShown' },
            ],
            WAIT: { target: 'holding', actions: 'noteWait' },
            HELD: { target: 'holding', actions: 'noteWait' },
            REFUSED: [
              { guard: 'isLastStrike', target: 'leaving', actions: 'forgive' },
              { target: 'holding', actions: 'strike' },
            ],
            UNSURE: { target: 'leaving', description: 'A frame sent twice would stand there twice.' },
            GONE: { target: '#stream.idle', actions: 'noteGone' },
            UNABLE: { target: 'leaving' },
            BARRED: { target: '#stream.editDisabled' },
            CLOSE: { actions: 'ignored' },
            DISCARD: { target: '#stream.discarding.awaiting' },
            RESUMED: { target: 'leaving', description: 'The frame may have arrived.' },
          },
        },
        holding: {
          description: 'Frames have to wait, or are not worth it yet.',
          tags: 'timed',
          entry: 'bellWaiting',
          after: { wait: { target: 'appending' } },
          on: { MORE: { target: 'appending', actions: 'noteText' } },
        },
        leaving: {
          description: 'The stream failed: it is closed as it stands, so that its message can be edited instead.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'trim', final: true } },
          ],
          on: {
            SHOWN: { target: '#stream.streaming.editing' },
            WAIT: { target: '#stream.streaming.editing' },
            HELD: { target: '#stream.streaming.editing' },
            REFUSED: { target: '#stream.streaming.editing' },
            GONE: { target: '#stream.idle', actions: 'noteGone' },
            UNABLE: { target: '#stream.streaming.editing' },
            BARRED: { target: '#stream.editDisabled' },
            CLOSE: { actions: 'ignored' },
            DISCARD: { target: '#stream.discarding.awaiting' },
          },
        },
      },
    },

    editDisabled: {
      description: 'This message is not edited any more, or never was: what is not shown waits until the item closes.',
      entry: { type: 'bell', params: { at: 'close' } },
      on: {
        CLOSE: [
          { guard: 'mayGather', target: 'editDisabled', reenter: true, actions: 'join' },
          { guard: 'hasUnshown', target: 'finishing.send', actions: ['noteText', 'forgive'] },
          { target: 'closed.complete', actions: 'noteText' },
        ],
        DISCARD: { target: 'cancelled' },
      },
    },

    finishing: {
      description: 'The item has closed: its last message is brought to its final form.',
      initial: 'edit',
      states: {
        edit: {
          description: 'The closing edit: all text, no cursor.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'edit', final: true } },
          ],
          on: {
            SHOWN: [
              { guard: 'leavesMore', target: 'send', actions: 'noteShown' },
              { target: '#stream.closed.complete', actions: 'noteShown' },
            ],
            WAIT: [
              { guard: 'mayWait', target: 'editWaiting', actions: 'noteWait' },
              { guard: 'hasUnshown', target: 'send', actions: 'forgive' },
              { target: '#stream.closed.complete' },
            ],
            HELD: [
              { guard: 'mayRetry', target: 'editWaiting', actions: 'strike' },
              { guard: 'hasUnshown', target: 'send', actions: 'forgive' },
              { target: '#stream.closed.complete' },
            ],
            REFUSED: [
              { guard: 'mayRetry', target: 'editWaiting', actions: 'strike' },
              { guard: 'hasUnshown', target: 'send', actions: 'forgive' },
              { target: '#stream.closed.complete' },
            ],
            GONE: { target: 'send', actions: 'noteGone' },
            UNABLE: [{ guard: 'hasUnshown', target: 'send', actions: 'forgive' }, { target: '#stream.closed.complete' }],
            BARRED: [{ guard: 'hasUnshown', target: '#stream.closed.incomplete' }, { target: '#stream.closed.complete' }],
            DISCARD: { target: '#stream.discarding.awaiting' },
          },
        },
        editWaiting: {
          description: 'The closing edit has to wait.',
          tags: 'timed',
          after: { wait: { target: 'edit' } },
          on: { HURRY: { target: 'edit' }, DISCARD: { target: '#stream.discarding.trimming' } },
        },
        close: {
          description: 'The native stream is closed, with the last of its text.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'close', final: true } },
          ],
          on: {
            SHOWN: [
              { guard: 'leavesMore', target: 'send', actions: 'noteShown' },
              { target: '#stream.closed.complete', actions: 'noteShown' },
            ],
            WAIT: [
              { guard: 'mayWait', target: 'closeWaiting', actions: 'noteWait' },
              { target: 'edit', actions: 'forgive' },
            ],
            HELD: [
              { guard: 'mayRetry', target: 'closeWaiting', actions: 'strike' },
              { target: 'edit', actions: 'forgive' },
            ],
            REFUSED: [
              { guard: 'mayRetry', target: 'closeWaiting', actions: 'strike' },
              { target: 'edit', actions: 'forgive' },
            ],
            UNSURE: { target: 'edit', actions: 'forgive' },
            GONE: { target: 'send', actions: 'noteGone' },
            UNABLE: { target: 'leave', actions: 'forgive' },
            BARRED: [{ guard: 'hasUnshown', target: '#stream.closed.incomplete' }, { target: '#stream.closed.complete' }],
            DISCARD: { target: '#stream.discarding.awaiting' },
            RESUMED: { target: 'edit', description: 'It may have been closed: an edit shows the same text either way.' },
          },
        },
        closeWaiting: {
          description: 'The close has to wait.',
          tags: 'timed',
          after: { wait: { target: 'close' } },
          on: { HURRY: { target: 'close' }, DISCARD: { target: '#stream.discarding.trimming' } },
        },
        leave: {
          description: 'The last of the text does not go on from what was streamed: the stream is closed as it stands, then edited.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'trim', final: true } },
          ],
          on: {
            SHOWN: { target: 'edit' },
            WAIT: { target: 'edit' },
            HELD: { target: 'edit' },
            REFUSED: { target: 'edit' },
            GONE: { target: 'send', actions: 'noteGone' },
            UNABLE: { target: 'edit' },
            BARRED: [{ guard: 'hasUnshown', target: '#stream.closed.incomplete' }, { target: '#stream.closed.complete' }],
            DISCARD: { target: '#stream.discarding.awaiting' },
          },
        },
        fresh: {
          description: 'The message is old: the final text goes out as a new one, so that its time is right.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'fresh', final: true } },
          ],
          on: {
            SHOWN: { target: 'remove', actions: 'noteShown' },
            WAIT: { target: 'edit' },
            HELD: { target: 'edit' },
            REFUSED: { target: 'edit' },
            UNSURE: { target: 'edit', description: 'The old message is certain to be there; it gets the text too.' },
            BARRED: [{ guard: 'hasUnshown', target: '#stream.closed.incomplete' }, { target: '#stream.closed.complete' }],
            DISCARD: { target: '#stream.discarding.awaiting' },
            RESUMED: { target: 'edit', description: 'It may have arrived: never sent again blindly.' },
          },
        },
        remove: {
          description: 'The message that the fresh one replaced is deleted.',
          tags: 'calling',
          entry: { type: 'call', params: { op: 'remove', final: true } },
          on: {
            SHOWN: [{ guard: 'hasUnshown', target: 'send' }, { target: '#stream.closed.complete' }],
            WAIT: [
              { guard: 'mayWait', target: 'removeWaiting', actions: 'noteWait' },
              { guard: 'hasUnshown', target: 'send', actions: 'forgive' },
              { target: '#stream.closed.complete' },
            ],
            HELD: [
              { guard: 'mayRetry', target: 'removeWaiting', actions: 'strike' },
              { guard: 'hasUnshown', target: 'send', actions: 'forgive' },
              { target: '#stream.closed.complete' },
            ],
            REFUSED: [
              { guard: 'mayRetry', target: 'removeWaiting', actions: 'strike' },
              { guard: 'hasUnshown', target: 'send', actions: 'forgive' },
              { target: '#stream.closed.complete' },
            ],
            UNABLE: [{ guard: 'hasUnshown', target: 'send' }, { target: '#stream.closed.complete' }],
            BARRED: [{ guard: 'hasUnshown', target: '#stream.closed.incomplete' }, { target: '#stream.closed.complete' }],
            DISCARD: { target: '#stream.discarding.awaiting' },
          },
        },
        removeWaiting: {
          description: 'The deletion has to wait.',
          tags: 'timed',
          after: { wait: { target: 'remove' } },
          on: { HURRY: { target: 'remove' }, DISCARD: { target: '#stream.cancelled' } },
        },
        retract: {
          description: 'The adapter had split the text and the last message holds only the cursor: it is deleted.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'remove', final: true } },
          ],
          on: {
            SHOWN: { target: '#stream.closed.complete' },
            WAIT: [{ guard: 'mayWait', target: 'retractWaiting', actions: 'noteWait' }, { target: '#stream.closed.complete' }],
            HELD: [{ guard: 'mayRetry', target: 'retractWaiting', actions: 'strike' }, { target: '#stream.closed.complete' }],
            REFUSED: [{ guard: 'mayRetry', target: 'retractWaiting', actions: 'strike' }, { target: '#stream.closed.complete' }],
            UNABLE: { target: '#stream.closed.complete' },
            BARRED: { target: '#stream.closed.complete' },
            DISCARD: { target: '#stream.discarding.awaiting' },
          },
        },
        retractWaiting: {
          description: 'The deletion has to wait.',
          tags: 'timed',
          after: { wait: { target: 'retract' } },
          on: { HURRY: { target: 'retract' }, DISCARD: { target: '#stream.cancelled' } },
        },
        send: {
          description: 'What is not on screen goes out as a message in its final form; then the next, until all is shown.',
          tags: 'calling',
          entry: ['turnPage', { type: 'bell', params: { at: 'off' } }, { type: 'call', params: { op: 'send', final: true } }],
          on: {
            SHOWN: [
              { guard: 'leavesMore', target: 'send', reenter: true, actions: 'noteShown' },
              { target: '#stream.closed.complete', actions: 'noteShown' },
            ],
            WAIT: [{ guard: 'mayWait', target: 'sendWaiting', actions: 'noteWait' }, { target: '#stream.closed.incomplete' }],
            HELD: [{ guard: 'mayWait', target: 'sendWaiting', actions: 'noteWait' }, { target: '#stream.closed.incomplete' }],
            REFUSED: [{ guard: 'mayRetry', target: 'sendWaiting', actions: 'strike' }, { target: '#stream.closed.incomplete' }],
            UNSURE: { target: '#stream.closed.doubtful' },
            BARRED: { target: '#stream.closed.incomplete' },
            DISCARD: { target: '#stream.discarding.awaiting' },
            RESUMED: { target: '#stream.closed.doubtful', description: 'It may have arrived: never sent again blindly.' },
          },
        },
        sendWaiting: {
          description: 'The last send has to wait, or was refused and is tried again.',
          tags: 'timed',
          after: { wait: { target: 'send' } },
          on: { HURRY: { target: 'send' }, DISCARD: { target: '#stream.cancelled' } },
        },
      },
    },

    closed: {
      description: 'The item is at its end; the runtime says whether there is another.',
      initial: 'complete',
      on: {
        NEXT: { target: 'idle', actions: ['account', 'startItem'] },
        END: { target: 'done', actions: 'account' },
        STOP: { target: 'cancelled', actions: 'account' },
        DISCARD: { target: 'cancelled', actions: 'account' },
      },
      states: {
        complete: { description: 'All of it is on screen.', entry: { type: 'advance', params: { end: 'complete' } } },
        incomplete: { description: 'Some of it is not on screen.', entry: { type: 'advance', params: { end: 'incomplete' } } },
        doubtful: { description: 'Its last message may or may not be on screen.', entry: { type: 'advance', params: { end: 'doubtful' } } },
        empty: { description: 'There was nothing to show.', entry: { type: 'advance', params: { end: 'empty' } } },
      },
    },

    discarding: {
      description: 'Nothing more is shown; if one call can take the cursor away, it is made.',
      initial: 'awaiting',
      states: {
        awaiting: {
          description: 'A call is still on its way.',
          tags: 'calling',
          entry: { type: 'bell', params: { at: 'off' } },
          on: {
            SHOWN: { target: 'trimming', actions: 'noteShown' },
            WAIT: { target: 'trimming' },
            HELD: { target: 'trimming' },
            REFUSED: { target: 'trimming' },
            UNSURE: { target: 'trimming' },
            GONE: { target: 'trimming', actions: 'forgetShown' },
            UNABLE: { target: 'trimming' },
            BARRED: { target: '#stream.cancelled' },
            RESUMED: { target: 'trimming' },
          },
        },
        fading: {
          description: 'A frame of a draft is still on its way; what it shows disappears of itself.',
          tags: 'calling',
          entry: { type: 'bell', params: { at: 'off' } },
          on: {
            SHOWN: { target: '#stream.cancelled' },
            WAIT: { target: '#stream.cancelled' },
            HELD: { target: '#stream.cancelled' },
            REFUSED: { target: '#stream.cancelled' },
            UNABLE: { target: '#stream.cancelled' },
            BARRED: { target: '#stream.cancelled' },
            RESUMED: { target: '#stream.cancelled' },
          },
        },
        trimming: {
          description: 'One edit takes the cursor away, or the native stream is closed; nothing new is shown.',
          tags: 'calling',
          entry: [
            { type: 'bell', params: { at: 'off' } },
            { type: 'call', params: { op: 'trim', final: true } },
          ],
          on: {
            SHOWN: { target: '#stream.cancelled' },
            WAIT: { target: '#stream.cancelled' },
            HELD: { target: '#stream.cancelled' },
            REFUSED: { target: '#stream.cancelled' },
            GONE: { target: '#stream.cancelled', actions: 'forgetShown' },
            UNABLE: { target: '#stream.cancelled' },
            BARRED: { target: '#stream.cancelled' },
          },
        },
      },
    },

    done: { type: 'final', description: 'All items are at their end; how much landed and how much was lost is the output.' },
    cancelled: { type: 'final', description: 'The caller stopped the stream.' },
  },
});
