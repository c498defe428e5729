import { connectDiscord } from './discord.js';
import { connectEmail } from './email.js';
import { connectIrc } from './irc.js';
import { connectMatrix } from './matrix.js';
import { connectSlack } from './slack.js';
import type { Connect } from './target.js';
import { connectTelegram } from './telegram.js';
import { connectXmpp } from './xmpp.js';

/** The platforms that `pipe --to` writes to. */
export const platforms = {
  telegram: connectTelegram,
  slack: connectSlack,
  discord: connectDiscord,
  matrix: connectMatrix,
  xmpp: connectXmpp,
  irc: connectIrc,
  email: connectEmail,
} as const satisfies Record<string, Connect>;

export type Platform = keyof typeof platforms;

export const platformNames = Object.keys(platforms) as Platform[];
