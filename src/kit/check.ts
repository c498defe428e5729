import type { Policy } from '../../machines/conversation-vocabulary.js';
import { InvalidInputError } from '../errors.js';
import type { GatewayOptions } from './gateway.js';
import type { IncomingMessage } from './message.js';

const policies: readonly Policy[] = ['queue', 'interrupt', 'drop', 'parallel'];

/** What the type system cannot promise at run time and no stream checks later.
 *  @throws {InvalidInputError} naming the option and the rule. */
export function checkGatewayOptions<Message extends IncomingMessage>(options: GatewayOptions<Message>): void {
  const { adapter, agent, policy, limit, config, typing } = options;
  must(
    typeof adapter === 'function' || (typeof adapter === 'object' && adapter !== null),
    'adapter must be an adapter or a function that gives one',
    adapter,
  );
  must(typeof agent === 'function', 'agent must be a function', agent);
  must(
    policy === undefined || typeof policy === 'function' || policies.includes(policy),
    `policy must be one of ${policies.join(', ')}, or a function`,
    policy,
  );
  must(limit === undefined || (Number.isInteger(limit) && limit >= 1), 'limit must be a whole number of at least 1', limit);
  must(
    config === undefined || typeof config === 'function' || typeof config === 'object',
    'config must be a configuration, or a function that gives one',
    config,
  );
  must(typing === undefined || typeof typing === 'boolean', 'typing must be true or false', typing);
}

/** @throws {InvalidInputError} for what is no time. */
export function checkTime(withinMs: number): void {
  must(typeof withinMs === 'number' && withinMs >= 0, 'withinMs must be a number of at least 0', withinMs);
}

/** @throws {InvalidInputError} for a message without a chat or a text. */
export function checkMessage(message: IncomingMessage): void {
  must(typeof message === 'object' && message !== null, 'a message must be an object', message);
  const { chatId, text, conversation } = message;
  must(typeof chatId === 'string' || typeof chatId === 'number', "a message's chatId must be a string or a number", chatId);
  must(typeof text === 'string', "a message's text must be a string", text);
  must(conversation === undefined || typeof conversation === 'string', "a message's conversation must be a string", conversation);
}

function must(isSo: boolean, rule: string, got: unknown): void {
  if (isSo) return;
  const found = typeof got === 'string' ? `'${got}'` : typeof got === 'number' ? String(got) : got === null ? 'null' : typeof got;
  throw new InvalidInputError(`${rule}, got ${found}`);
}
