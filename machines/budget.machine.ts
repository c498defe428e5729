// What one place may be called: a chat, and above it the bot's token. Time comes with the events; the chart has none of its own.
// Two questions at once: did the platform say wait, and how much of what the sheet says is still believed?

import { assign, setup } from 'xstate';
import { allowanceOf } from './allowance.js';
import type { BudgetEvent, BudgetInput } from './budget-vocabulary.js';
import { arrived, confirmed, forgotten, guessed, inexperienced, isAsGoodAsForgotten, relaxed, told } from './pace.js';
import { answered, asked, called, held, isSlow, type Place } from './place.js';
import { leave } from './queue.js';

/** The chart of what one place (a chat, or a bot token) bears. It has no clock: times come with the events. docs/machines.md walks
 *  through its states. */
export const budgetMachine = setup({
  types: {
    context: {} as Place,
    events: {} as BudgetEvent,
    input: {} as BudgetInput,
  },
  guards: {
    isOver: ({ context, event }) => event.type === 'ASKED' && event.at >= Math.max(context.sendsFrom, context.othersFrom),
    /** Calls passed before this one did not, so there is a pace to be learned. */
    showsPace: ({ context }) => context.experience.learned !== null || context.experience.arrivals.length > 0,
    wasSlow: ({ context, event }) => event.type === 'DONE' && context.experience.arrivals.length > 0 && isSlow(context, event),
    isQuiet: ({ context, event }) => event.type === 'DONE' && event.at >= context.experience.quietUntil,
    isForgotten: ({ context, event }) =>
      event.type === 'DONE' && event.at >= context.experience.quietUntil && isAsGoodAsForgotten(context.experience),
  },
  actions: {
    answer: assign(({ context, event }) => (event.type === 'ASKED' ? asked(context, event) : {})),
    count: assign(({ context, event }) => (event.type === 'CALLED' ? called(context, event) : {})),
    settle: assign(({ context, event }) => ('at' in event ? answered(context, event) : {})),
    hold: assign(({ context, event }) => (event.type === 'HELD' ? held(context, event) : {})),
    dismiss: assign(({ context, event }) => ({ queue: leave(context.queue, event.stream) })),
    noteArrival: assign(({ context, event }) => ('at' in event ? { experience: arrived(context.experience, event.at) } : {})),
    learnFromWait: assign(({ context, event }) =>
      event.type === 'HELD' ? { experience: told(context.experience, event.at, event.at + event.ms) } : {},
    ),
    learnFromSlowness: assign(({ context, event }) =>
      event.type === 'DONE' ? { experience: told(context.experience, event.at, event.at) } : {},
    ),
    guess: assign(({ context, event }) => (event.type === 'REFUSED' ? { experience: guessed(context.experience, event.at) } : {})),
    confirm: assign(({ context, event }) => (event.type === 'DONE' ? { experience: confirmed(context.experience, event.at) } : {})),
    relax: assign(({ context }) => ({ experience: relaxed(context.experience) })),
    forget: assign(({ context }) => ({ experience: forgotten(context.experience) })),
  },
}).createMachine({
  id: 'budget',
  version: '1',
  description: 'Says of one place when it may be called again, and learns how often it really may.',
  context: ({ input }) => ({
    allowances: input.limits.map(allowanceOf),
    experience: inexperienced,
    calls: {},
    queue: {},
    sendsFrom: 0,
    othersFrom: 0,
    answers: 0,
    fastestMs: 0,
    verdict: { waitMs: 0, worth: 0 },
  }),
  type: 'parallel',
  on: {
    CALLED: { actions: 'count' },
    FAILED: { actions: 'settle' },
    LEFT: { actions: 'dismiss' },
  },
  states: {
    gate: {
      description: 'Whether a wait that the platform asked for is over.',
      initial: 'open',
      states: {
        open: {
          description: 'No wait was asked for, or it is over.',
          on: {
            ASKED: { actions: 'answer' },
            HELD: { target: 'held', actions: 'hold' },
          },
        },
        held: {
          description: 'The platform said wait; some calls, or all, stay until the time is over.',
          on: {
            ASKED: [{ guard: 'isOver', target: 'open', actions: 'answer' }, { actions: 'answer' }],
            HELD: { actions: 'hold' },
          },
        },
      },
    },

    pace: {
      description: 'How much of the sheet is still believed.',
      initial: 'trusting',
      states: {
        trusting: {
          description: 'The sheet holds; where it says nothing there is no limit.',
          on: {
            DONE: [
              { guard: 'wasSlow', target: 'keeping', actions: ['settle', 'learnFromSlowness', 'noteArrival'] },
              { actions: ['settle', 'noteArrival'] },
            ],
            HELD: [{ guard: 'showsPace', target: 'keeping', actions: ['settle', 'learnFromWait'] }, { actions: 'settle' }],
            REFUSED: { target: 'guessing', actions: ['settle', 'guess'] },
          },
        },
        guessing: {
          description: 'Refused without a time: previews keep a distance that grows until one passes.',
          on: {
            DONE: [
              { guard: 'isForgotten', target: 'trusting', actions: ['settle', 'forget', 'noteArrival'] },
              { guard: 'isQuiet', actions: ['settle', 'noteArrival', 'relax'] },
              { actions: ['settle', 'noteArrival', 'confirm'] },
            ],
            HELD: [{ guard: 'showsPace', target: 'keeping', actions: ['settle', 'learnFromWait'] }, { actions: 'settle' }],
            REFUSED: { actions: ['settle', 'guess'] },
          },
        },
        keeping: {
          description: 'A told wait, or an answer that took long, showed the real pace: every call keeps to it. It is relaxed slowly.',
          on: {
            DONE: [
              { guard: 'wasSlow', actions: ['settle', 'learnFromSlowness', 'noteArrival'] },
              { guard: 'isForgotten', target: 'trusting', actions: ['settle', 'forget', 'noteArrival'] },
              { guard: 'isQuiet', actions: ['settle', 'noteArrival', 'relax'] },
              { actions: ['settle', 'noteArrival'] },
            ],
            HELD: { actions: ['settle', 'learnFromWait'] },
            REFUSED: { target: 'guessing', actions: ['settle', 'guess'] },
          },
        },
      },
    },
  },
});
