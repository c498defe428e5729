// What platforms allow, as data. Where a vendor publishes no number the entry says whose observation it is.

import type { Counted } from '../../machines/budget-vocabulary.js';
import type { Sheet } from './sheet.js';

const messages: readonly Counted[] = ['send', 'fresh', 'edit', 'trim', 'remove'];
const drafts: readonly Counted[] = ['draft', 'typing'];
const frames: readonly Counted[] = ['open', 'append', 'close'];

const known: Readonly<Record<string, Sheet>> = {
  // core.telegram.org/bots/faq: one message per second in a chat, short bursts tolerated; 20 per minute in a group; about 30 per second
  // in all. Edits count as messages (tdlib/td #3034). Drafts and the sign of typing together: 20 per 5 s and 40 per 30 s
  // (core.telegram.org/api/bots/ai).
  telegram: {
    chat: [
      { calls: 1, perMs: 1_000, burst: 3, ops: messages },
      { calls: 20, perMs: 5_000, ops: drafts },
      { calls: 40, perMs: 30_000, ops: drafts },
    ],
    group: [{ calls: 20, perMs: 60_000, ops: messages }],
    token: [{ calls: 30, perMs: 1_000 }],
  },
  // 50 requests per second in all (discord.com/developers/docs/topics/rate-limits); 5 per 5 s in a channel was observed
  // (discord-api-docs #20), the number is not published. The sign of typing is another route.
  discord: {
    chat: [{ calls: 5, perMs: 5_000, ops: messages }],
    token: [{ calls: 50, perMs: 1_000 }],
  },
  // docs.slack.dev/apis/web-api/rate-limits: tiers are per method and workspace; one message per second in a channel.
  slack: {
    chat: [{ calls: 1, perMs: 1_000, burst: 2, ops: ['send', 'fresh'] }],
    token: [
      { calls: 50, perMs: 60_000, ops: ['edit', 'trim'] },
      { calls: 50, perMs: 60_000, ops: ['remove'] },
      { calls: 20, perMs: 60_000, ops: ['open'] },
      { calls: 100, perMs: 60_000, ops: ['append'] },
      { calls: 20, perMs: 60_000, ops: ['close'] },
    ],
  },
  // learn.microsoft.com, "Rate limiting for bots": 7 per s, 8 per 2 s, 60 per 30 s in a conversation, 50 per s for an app and tenant;
  // streaming: 1 per s.
  teams: {
    chat: [
      { calls: 1, perMs: 1_000, ops: frames },
      { calls: 7, perMs: 1_000 },
      { calls: 8, perMs: 2_000 },
      { calls: 60, perMs: 30_000 },
    ],
    token: [{ calls: 50, perMs: 1_000 }],
  },
  // developers.google.com/workspace/chat/limits: 60 writes per minute in a space, for all apps together; 3,000 per minute in all.
  'google-chat': {
    chat: [{ calls: 60, perMs: 60_000 }],
    token: [{ calls: 3_000, perMs: 60_000 }],
  },
  // Synapse's default for a user, rc_message: 0.2 per second after a burst of 10. The sign of typing is no message.
  matrix: {
    chat: [],
    token: [{ calls: 1, perMs: 5_000, burst: 10, ops: messages }],
  },
  // No protocol limit; XEP-0308 is not meant for a continuous stream of corrections.
  xmpp: {
    chat: [{ calls: 1, perMs: 3_000, burst: 2, ops: messages }],
    token: [],
  },
  // Off by default; where it is on: 10 per second after a burst of 100 (RateLimitSettings).
  mattermost: {
    chat: [],
    token: [{ calls: 10, perMs: 1_000, burst: 100 }],
  },
  // developers.facebook.com, WhatsApp: one message per 6 s to one user (131056), 80 per s in all (130429).
  whatsapp: {
    chat: [{ calls: 1, perMs: 6_000, burst: 2 }],
    token: [{ calls: 80, perMs: 1_000 }],
  },
  // Not published; a message bears about ten edits, and a refusal can last a day.
  signal: {
    chat: [{ calls: 1, perMs: 3_000, burst: 2, ops: messages }],
    token: [],
  },
};

/** By adapter name. A platform that is not here has no declared limit. Without a prototype, so that no name finds what nobody declared. */
export const sheets: Readonly<Record<string, Sheet>> = Object.assign(
  Object.create(null),
  known,
  // As the Chat SDK calls it.
  { gchat: known['google-chat'] },
);
