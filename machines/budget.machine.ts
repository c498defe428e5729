// What one place may be called: a chat, and above it the bot's token. Time comes with the events; the chart has none of its own.
// Two questions at once: did the platform say wait, and how much of what the sheet says is still believed?

import { assign, setup } from 'xstate';
import { allowanceOf } from './allowance.js';
import type { BudgetEvent, BudgetInput } from './budget-vocabulary.js';
import { confirmed, forgotten, guessed, inexperienced, isAsGoodAsForgotten, refuted, relaxed } from './pace.js';
import { answered, asked, askedInLine, called, held, isCrowded, isSlow, noted, type Place, taught, wasEarly, widened } from './place.js';
import { leave } from './queue.js';

type Answer = Extract<BudgetEvent, { type: 'DONE' | 'FAILED' | 'HELD' | 'REFUSED' }>;
const isAnswer = (event: BudgetEvent): event is Answer => ['DONE', 'FAILED', 'HELD', 'REFUSED'].includes(event.type);

/** The chart of what one place (a chat, or a bot token) bears. It has no clock: times come with the events. docs/machines.md walks
 *  through its states. */
export const budgetMachine = setup({
  types: {
    context: {} as Place,
    events: {} as BudgetEvent,
    input: {} as BudgetInput,
  },
  guards: {
    isOver: ({ context, event }) => event.type === 'ASKED' && event.at >= Math.max(...Object.values(context.heldUntil)),
    isCrowded: ({ context }) => isCrowded(context),
    /** Calls passed before this one did not, so there is a pace to be learned. */
    showsPace: ({ context, event }) => event.type === 'HELD' && taught(context, event).experience?.learned !== null,
    wasSlow: ({ context, event }) => event.type === 'DONE' && context.experience.arrivals.length > 0 && isSlow(context, event),
    wasTooEarly: ({ context, event }) => event.type === 'DONE' && wasEarly(context, event),
    isQuiet: ({ context, event }) => event.type === 'DONE' && event.at >= context.experience.quietUntil,
    isForgotten: ({ context, event }) =>
      event.type === 'DONE' && event.at >= context.experience.quietUntil && isAsGoodAsForgotten(context.experience),
  },
  actions: {
    answer: assign(({ context, event }) => (event.type === 'ASKED' ? asked(context, event) : {})),
    answerInLine: assign(({ context, event }) => (event.type === 'ASKED' ? askedInLine(context, event) : {})),
    count: assign(({ context, event }) => (event.type === 'CALLED' ? called(context, event) : {})),
    settle: assign(({ context, event }) => (isAnswer(event) ? answered(context, event) : {})),
    hold: assign(({ context, event }) => (event.type === 'HELD' ? held(context, event) : {})),
    goAlone: assign({ abreast: 1 }),
    widen: assign(({ context }) => widened(context)),
    dismiss: assign(({ context, event }) => ({ queue: leave(context.queue, event.stream) })),
    noteArrival: assign(({ context, event }) => (isAnswer(event) ? noted(context, event) : {})),
    learn: assign(({ context, event }) => (event.type === 'HELD' || event.type === 'DONE' ? taught(context, event) : {})),
    guess: assign(({ context, event }) => (event.type === 'REFUSED' ? { experience: guessed(context.experience, event.at) } : {})),
    confirm: assign(({ context, event }) => (event.type === 'DONE' ? { experience: confirmed(context.experience, event.at) } : {})),
    relax: assign(({ context }) => ({ experience: relaxed(context.experience) })),
    refute: assign(({ context }) => ({ experience: refuted(context.experience) })),
    forget: assign(({ context }) => ({ experience: forgotten(context.experience) })),
  },
}).createMachine({
  id: 'budget',
  version: '1',
  description: 'Says of one place when it may be called again, and learns how often it really may.',
  context: ({ input }) => ({
    allowances: input.limits.map(allowanceOf),
    experience: inexperienced,
    calls: [],
    queue: [],
    abreast: 1,
    heldUntil: { sends: 0, others: 0, typing: 0 },
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
            ASKED: [{ guard: 'isOver', target: 'resuming', actions: ['goAlone', 'answerInLine'] }, { actions: 'answer' }],
            HELD: { actions: 'hold' },
          },
        },
        resuming: {
          description: 'It is over: one call goes first, then two, then four, so that not all who waited are refused at once.',
          on: {
            ASKED: { actions: 'answerInLine' },
            DONE: [{ guard: 'isCrowded', actions: 'widen' }, { target: 'open' }],
            HELD: { target: 'held', actions: 'hold' },
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
              { guard: 'wasSlow', target: 'keeping', actions: ['learn', 'noteArrival', 'settle'] },
              { actions: ['noteArrival', 'settle'] },
            ],
            HELD: [{ guard: 'showsPace', target: 'keeping', actions: ['learn', 'settle'] }, { actions: 'settle' }],
            REFUSED: { target: 'guessing', actions: ['guess', 'settle'] },
          },
        },
        guessing: {
          description: 'Refused without a time: previews keep a distance that grows until one passes.',
          on: {
            DONE: [
              { guard: 'isForgotten', target: 'trusting', actions: ['noteArrival', 'settle', 'forget'] },
              { guard: 'isQuiet', actions: ['noteArrival', 'settle', 'relax'] },
              { actions: ['noteArrival', 'settle', 'confirm'] },
            ],
            HELD: { target: 'keeping', actions: ['learn', 'settle'] },
            REFUSED: { actions: ['guess', 'settle'] },
          },
        },
        keeping: {
          description:
            'A told wait, or an answer that took long, showed a limit: previews keep to it, and other calls too once it is sure. It is relaxed slowly.',
          on: {
            DONE: [
              { guard: 'wasSlow', actions: ['learn', 'noteArrival', 'settle'] },
              { guard: 'isForgotten', target: 'trusting', actions: ['noteArrival', 'settle', 'forget'] },
              { guard: 'wasTooEarly', actions: ['refute', 'noteArrival', 'settle'] },
              { guard: 'isQuiet', actions: ['noteArrival', 'settle', 'relax'] },
              { actions: ['noteArrival', 'settle'] },
            ],
            HELD: { actions: ['learn', 'settle'] },
            REFUSED: { target: 'guessing', actions: ['guess', 'settle'] },
          },
        },
      },
    },
  },
});
