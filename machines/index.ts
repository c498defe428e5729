export { budgetMachine } from './budget.machine.js';
export type * from './budget-vocabulary.js';
export { conversationMachine } from './conversation.machine.js';
export type * from './conversation-vocabulary.js';
export { streamMachine } from './stream.machine.js';
export type * from './vocabulary.js';
export { ANSWERS } from './vocabulary.js';
