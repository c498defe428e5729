import { setTimeout as pause } from 'node:timers/promises';

/** Stands in for a model: says one answer, a few characters at a time. Put the stream of yours in its place.
 *
 *  @param {string} question
 *  @param {AbortSignal} signal */
export async function* answer(question, signal) {
  const text = `You asked: ${question} It follows the moon, so it comes about fifty minutes later each day, and is highest near full and new moon.`;
  for (const piece of text.match(/.{1,6}/gs) ?? []) {
    await pause(10, undefined, { signal });
    yield piece;
  }
}
