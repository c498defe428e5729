// One conversation: who is answered, who waits, and what ends when the next message comes. Every answer has a number, and what is said
// of a number that is not open any more is not heard: so an answer that ends late cannot end, or begin, another.

import { assign, emit, setup } from 'xstate';
import type { ConversationCommand, ConversationContext, ConversationEvent, ConversationInput, Refusal } from './conversation-vocabulary.js';

const isOpen = ({ open }: ConversationContext, event: ConversationEvent): boolean => event.type === 'ENDED' && open.includes(event.run);

/** The chart of one conversation: who is answered, who waits, and what ends when the next message comes. docs/machines.md walks
 *  through its states. */
export const conversationMachine = setup({
  types: {
    context: {} as ConversationContext,
    events: {} as ConversationEvent,
    emitted: {} as ConversationCommand,
    input: {} as ConversationInput,
    tags: {} as 'timed',
  },
  delays: {
    patience: ({ context }) => context.patienceMs,
  },
  guards: {
    interrupts: ({ context }) => context.policy === 'interrupt',
    queues: ({ context }) => context.policy === 'queue',
    drops: ({ context }) => context.policy === 'drop',
    isParallel: ({ context }) => context.policy === 'parallel',
    mayJoin: ({ context }) => context.policy === 'parallel' && context.open.length < context.limit,
    mayWait: ({ context }) => context.waiting < context.limit,
    /** Where newer messages take the place of older ones, one waits at most. */
    takesPlace: ({ context }) => context.policy !== 'queue' && context.waiting > 0,
    hasWaiting: ({ context }) => context.waiting > 0,
    isOnlyWaiting: ({ context }) => context.waiting === 1,
    isOpen: ({ context, event }) => isOpen(context, event),
    isLast: ({ context, event }) => isOpen(context, event) && context.open.length === 1,
    isLastButOne: ({ context, event }) => isOpen(context, event) && context.open.length === 2,
    isLastAndOneWaits: ({ context, event }) => isOpen(context, event) && context.waiting === 1,
    isLastAndNoneWaits: ({ context, event }) => isOpen(context, event) && context.waiting === 0,
  },
  actions: {
    /** Named so that a viewer can tell a decision from an omission. */
    ignored: () => {},
    wait: assign(({ context }) => ({ waiting: context.waiting + 1 })),
    leave: assign(({ context }) => ({ waiting: context.waiting - 1 })),
    begin: assign(({ context }) => ({ run: context.run + 1, open: [...context.open, context.run + 1] })),
    end: assign(({ context, event }) => (event.type === 'ENDED' ? { open: context.open.filter((run) => run !== event.run) } : {})),
    notePatience: assign(({ event }) => (event.type === 'DRAIN' ? { patienceMs: event.ms } : {})),
    forgetWaiting: assign({ waiting: 0 }),
    start: emit(({ context }) => ({ type: 'start' as const, run: context.run })),
    stop: emit({ type: 'stop' }),
    cut: emit({ type: 'cut' }),
    refuse: emit((_, params: { why: Refusal }) => ({ type: 'refuse' as const, why: params.why })),
    supersede: emit({ type: 'supersede' }),
    dismiss: emit({ type: 'dismiss' }),
  },
}).createMachine({
  id: 'conversation',
  version: '1',
  description: 'Decides what becomes of a message: answered now, later, beside another, instead of it, or not at all.',
  context: ({ input }) => ({ ...input, waiting: 0, open: [], run: 0, patienceMs: 0 }),
  initial: 'idle',
  on: {
    MESSAGE: { actions: 'ignored' },
    WITHDRAWN: { actions: 'ignored' },
    STOP: { actions: 'ignored' },
    ENDED: { actions: 'ignored' },
    DRAIN: { actions: 'ignored' },
  },
  states: {
    idle: {
      description: 'Nothing is being answered.',
      on: {
        MESSAGE: { target: 'running', actions: ['begin', 'start'] },
        DRAIN: { target: 'closed' },
      },
    },

    running: {
      description: 'One answer is being written and nobody waits.',
      on: {
        MESSAGE: [
          { guard: 'queues', target: 'queued', actions: 'wait' },
          { guard: 'interrupts', target: 'interrupting', actions: ['wait', 'stop'] },
          { guard: 'mayJoin', target: 'overlapping', actions: ['begin', 'start'] },
          { guard: 'drops', actions: { type: 'refuse', params: { why: 'busy' } } },
          { actions: { type: 'refuse', params: { why: 'full' } } },
        ],
        STOP: [
          { guard: 'isParallel', actions: 'stop', description: 'Others need not wait for its end.' },
          { target: 'interrupting', actions: 'stop' },
        ],
        ENDED: { guard: 'isOpen', target: 'idle', actions: 'end' },
        DRAIN: { target: 'draining', actions: 'notePatience' },
      },
    },

    queued: {
      description: 'One answer is being written and messages wait for their turn.',
      on: {
        MESSAGE: [{ guard: 'mayWait', actions: 'wait' }, { actions: { type: 'refuse', params: { why: 'full' } } }],
        WITHDRAWN: [{ guard: 'isOnlyWaiting', target: 'running', actions: 'leave' }, { actions: 'leave' }],
        STOP: { target: 'interrupting', actions: 'stop' },
        ENDED: [
          { guard: 'isLastAndOneWaits', target: 'running', actions: ['end', 'leave', 'begin', 'start'] },
          { guard: 'isOpen', actions: ['end', 'leave', 'begin', 'start'] },
        ],
        DRAIN: { target: 'draining', actions: 'notePatience' },
      },
    },

    overlapping: {
      description: 'Several answers are being written at once.',
      on: {
        MESSAGE: [{ guard: 'mayJoin', actions: ['begin', 'start'] }, { actions: { type: 'refuse', params: { why: 'full' } } }],
        STOP: { actions: 'stop' },
        ENDED: [
          { guard: 'isLastButOne', target: 'running', actions: 'end' },
          { guard: 'isOpen', actions: 'end' },
        ],
        DRAIN: { target: 'draining', actions: 'notePatience' },
      },
    },

    interrupting: {
      description: 'The answer was told to end, by the reader or for a newer message; what waits is taken up when it has.',
      on: {
        MESSAGE: [
          { guard: 'takesPlace', actions: 'supersede' },
          { guard: 'mayWait', actions: 'wait' },
          { actions: { type: 'refuse', params: { why: 'full' } } },
        ],
        WITHDRAWN: { guard: 'hasWaiting', actions: 'leave' },
        ENDED: [
          { guard: 'isLastAndNoneWaits', target: 'idle', actions: 'end' },
          { guard: 'isLastAndOneWaits', target: 'running', actions: ['end', 'leave', 'begin', 'start'] },
          { guard: 'isOpen', target: 'queued', actions: ['end', 'leave', 'begin', 'start'] },
        ],
        DRAIN: { target: 'draining', actions: 'notePatience' },
      },
    },

    draining: {
      description: 'No message is taken any more, and none waits; what is being written may come to its end until time is up.',
      tags: 'timed',
      entry: ['forgetWaiting', 'dismiss'],
      after: { patience: { target: 'cutting' } },
      on: {
        MESSAGE: { actions: { type: 'refuse', params: { why: 'closing' } } },
        STOP: { actions: 'stop' },
        ENDED: [
          { guard: 'isLast', target: 'closed', actions: 'end' },
          { guard: 'isOpen', actions: 'end' },
        ],
        DRAIN: { target: 'draining', reenter: true, actions: 'notePatience', description: 'Asked again, with another time.' },
      },
    },

    cutting: {
      description: 'Time is up: what is being written ends as it stands, and says that it is not whole.',
      entry: 'cut',
      on: {
        MESSAGE: { actions: { type: 'refuse', params: { why: 'closing' } } },
        ENDED: [
          { guard: 'isLast', target: 'closed', actions: 'end' },
          { guard: 'isOpen', actions: 'end' },
        ],
      },
    },

    closed: { type: 'final', description: 'Nothing is being answered, and nothing will be.' },
  },
});
