import type { Fault, FaultKind } from '../testing/faults.js';
import { didYouMean } from './parse-options.js';
import { UsageError } from './usage-error.js';

const kinds = ['wait', 'refuse', 'cutBefore', 'cutAfter', 'html502', 'slow', 'hang'] as const satisfies readonly FaultKind['kind'][];
const numbers = ['seconds', 'ms', 'status', 'after', 'times'] as const;
const needed: Partial<Record<FaultKind['kind'], string>> = { refuse: 'error', slow: 'ms' };

/** Reads `cutAfter,on=sendMessage,times=2`: the kind of a fault, and its fields as `tokentape/testing` has them. `error` comes last and
 *  takes the rest, commas included.
 *  @throws {UsageError} */
export function faultIn(option: string): Fault {
  const [, kind = '', rest = '', error] = /^(\w*)((?:,(?!error=)[^,]*)*)(?:,error=(.*))?$/s.exec(option) ?? [];
  const known = kinds.find((one) => one === kind);
  if (known === undefined) throw new UsageError(`--fault takes ${kinds.join(', ')}, not '${kind}'${didYouMean(kind, kinds)}`);
  const fields = Object.fromEntries(rest.split(',').filter(Boolean).map(fieldIn));
  const fault = { kind: known, ...fields, ...(error !== undefined && { error }) };
  const missing = needed[known];
  if (missing !== undefined && !(missing in fault)) throw new UsageError(`--fault ${known} needs ${missing}=…`);
  return fault as Fault;
}

function fieldIn(word: string): [name: string, value: string | number] {
  const [name = '', value = ''] = word.split(/=(.*)/s);
  if (name === 'on' && value !== '') return [name, value];
  const number = numbers.find((one) => one === name);
  if (number === undefined)
    throw new UsageError(`--fault takes on=CALL, ${numbers.map((one) => `${one}=N`).join(', ')}, error=TEXT, not '${word}'`);
  // `times=all`: every call from then on.
  if (name === 'times' && value === 'all') return [name, Number.POSITIVE_INFINITY];
  if (!/^\d+(\.\d+)?$/.test(value)) throw new UsageError(`--fault ${name} takes a number, not '${value}'`);
  return [name, Number(value)];
}
