import type { RecordedAnswer } from './recorded-answers.js';

/** Text as far as platforms and page ends leave it alone: no white space, no fence lines, no zero-width space, no cursor. */
export const core = (text: string): string => text.replace(/^```.*$/gm, '').replace(/[\s\u200b▉]/g, '');

export const said = (answer: RecordedAnswer): string => core(answer.deltas.join(''));
