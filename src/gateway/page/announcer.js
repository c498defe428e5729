import { byId } from './dom.js';

/** @import { ChatMessage } from '../wire.ts' */

const longestAnnouncement = 600;

/** Tells a screen reader about answers: that one has begun, and what it says once it is complete. Growing text would be read out
 *  again from the start at every edit. */
export function createAnnouncer() {
  const region = byId('announcer');
  /** @type {Set<number>} */
  const growing = new Set();

  /** @param {ChatMessage} message */
  function hear({ id, author, text, final }) {
    if (author === 'notice') region.textContent = text;
    if (author !== 'bot') return;
    if (!final && !growing.has(id)) {
      growing.add(id);
      region.textContent = 'The answer has begun.';
    }
    if (final && growing.delete(id)) {
      region.textContent = text.length > longestAnnouncement ? `${text.slice(0, longestAnnouncement)} … and more.` : text;
    }
  }

  return { hear };
}
