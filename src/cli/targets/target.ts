import type { Adapter } from '../../adapter.js';
import type { StreamingConfig } from '../../config.js';
import { TargetError } from '../target-error.js';

/** What a platform is told about where to write. */
export interface Address {
  chat: string;
  thread: string | undefined;
  env: NodeJS.ProcessEnv;
}

/** A chat that can be written to: the token is good, and the chat is there. */
export interface OpenChat {
  adapter: Adapter;
  chatId: string | number;
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** What suits the platform, unless the user says otherwise. */
  config: Partial<StreamingConfig>;
  /** Lets go of the connection, if there is one. */
  close(): Promise<void>;
}

/** Asks the platform about token and chat, and writes nothing. Throws a `TargetError` for one that is missing or wrong. */
export type Connect = (address: Address) => Promise<OpenChat>;

/** How long a platform has for its answers before a text is read. */
export const patienceMs = 15_000;

/** A variable that there must be. */
export function needed(env: NodeJS.ProcessEnv, name: string, what: string): string {
  const value = env[name]?.trim();
  if (!value) throw new TargetError(`${name} is not set in the environment: ${what}`);
  return value;
}

/** The client of a platform, which is installed only by whoever uses it. */
export async function load<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new TargetError(`${name} is not installed: npm install ${name}`);
  }
}

export const wrongToken = (platform: string, variable: string, words: string | undefined) =>
  new TargetError(`${platform} does not accept what is in ${variable}${inBrackets(words)}`);

export const wrongChat = (platform: string, chat: string, words: string | undefined) =>
  new TargetError(`${platform} has no chat '${chat}' for this account${inBrackets(words)}`);

export const badChat = (platform: string, chat: string, rule: string) =>
  new TargetError(`--chat takes ${rule} for ${platform}, not '${chat}'`);

/** Anything else that went wrong is told as it was, short of secrets: the platform's words, or a network code. */
export const noAnswer = (platform: string, words: string | undefined) => new TargetError(`${platform} does not answer${inBrackets(words)}`);

function inBrackets(words: string | undefined): string {
  return words === undefined ? '' : ` (${words})`;
}
