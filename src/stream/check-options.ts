import type { ConsumerOptions } from '../consumer.js';
import { InvalidInputError } from '../errors.js';

const REQUIRED = ['send', 'edit'] as const;
const LIFETIMES = ['draftExpiryMs', 'streamExpiryMs', 'maxEdits'] as const;
const OPTIONAL = ['delete', 'draft', 'openStream', 'appendStream', 'closeStream', 'typing', 'endTyping', 'find'] as const;

/** Everything about the options that the type system cannot promise at run time, except the configuration.
 *  @throws {InvalidInputError} naming the option and the rule. */
export function checkOptions(options: ConsumerOptions): void {
  if (!isObject(options)) fail('options must be an object', options);
  const { adapter, chatId, replyTo, metadata, signal, clock, filters, tape, onNewMessage, streamId, budget, inspect } = options;
  if (!isObject(adapter)) fail('adapter must be an object', adapter);
  if (typeof adapter.name !== 'string' || adapter.name === '') fail('adapter.name must be a string that is not empty', adapter.name);
  for (const name of REQUIRED) if (typeof adapter[name] !== 'function') fail(`adapter.${name} must be a function`, adapter[name]);
  for (const name of OPTIONAL)
    if (adapter[name] !== undefined && typeof adapter[name] !== 'function') fail(`adapter.${name} must be a function`, adapter[name]);
  if (!isObject(adapter.can) || typeof adapter.can.edit !== 'boolean') fail('adapter.can.edit must be true or false', adapter.can);
  if (!isObject(adapter.limits) || typeof adapter.limits.lengthOf !== 'function')
    fail('adapter.limits.lengthOf must be a function', adapter.limits);
  const { maxLength } = adapter.limits;
  if (typeof maxLength !== 'number' || !(maxLength >= 1)) fail('adapter.limits.maxLength must be a number of at least 1', maxLength);
  for (const name of LIFETIMES) {
    const value = adapter.limits[name];
    if (value !== undefined && !(typeof value === 'number' && value > 0)) fail(`adapter.limits.${name} must be a number above 0`, value);
  }
  if (replyTo !== undefined && typeof replyTo !== 'string' && typeof replyTo !== 'number')
    fail('replyTo must be a string or a number', replyTo);
  if (metadata !== undefined && !isObject(metadata)) fail('metadata must be an object', metadata);
  if (signal !== undefined) must(signal, 'signal', 'addEventListener');
  if (typeof chatId !== 'string' && typeof chatId !== 'number') fail('chatId must be a string or a number', chatId);
  if (
    filters !== undefined &&
    !(Array.isArray(filters) && filters.every((one) => isObject(one) && 'start' in one && typeof one.start === 'function'))
  )
    fail('filters must be a list of filters', filters);
  if (clock !== undefined) for (const name of ['now', 'setTimeout', 'clearTimeout'] as const) must(clock, 'clock', name);
  if (tape !== undefined) must(tape, 'tape', 'write');
  if (budget !== undefined) for (const name of ['ask', 'tell', 'leave'] as const) must(budget, 'budget', name);
  if (inspect !== undefined && typeof inspect !== 'function') must(inspect, 'inspect', 'next');
  if (onNewMessage !== undefined && typeof onNewMessage !== 'function') fail('onNewMessage must be a function', onNewMessage);
  if (streamId !== undefined && (typeof streamId !== 'string' || streamId === ''))
    fail('streamId must be a string that is not empty', streamId);
}

function must<T extends object>(value: T, option: string, name: keyof T & string): void {
  if (!isObject(value) || typeof value[name] !== 'function') fail(`${option}.${name} must be a function`, value);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function fail(rule: string, got: unknown): never {
  throw new InvalidInputError(`${rule}, got ${got === null ? 'null' : typeof got}`);
}
