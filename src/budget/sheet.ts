import type { Limit } from '../../machines/budget-vocabulary.js';

/** What a platform says it allows, as data. Empty lists: nothing is known, and what the platform bears is learned. */
export interface Sheet {
  /** In each chat. */
  chat: readonly Limit[];
  /** In each group instead, where the platform tells groups apart by a chat id that is a negative number. */
  group?: readonly Limit[] | undefined;
  /** Over all chats of one bot token. */
  token: readonly Limit[];
}

export const unlimited: Sheet = { chat: [], token: [] };

export function limitsOf({ chat, group }: Sheet, chatId: string | number): readonly Limit[] {
  return group && Number(chatId) < 0 ? group : chat;
}
