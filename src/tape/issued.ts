import type { StreamCommand } from '../../machines/vocabulary.js';
import type { Issued, Order } from './record.js';

/** The commands of one event as a record shows them. `nextCall` is the number that the next call gets. */
export function issuedBy(commands: readonly StreamCommand[], nextCall: number): Issued {
  const call = commands.find((command) => command.type === 'call');
  const also = commands.filter((command): command is Order => command.type !== 'call');
  return {
    ...(call && { call: { op: call.op, seq: nextCall, from: call.from, final: call.final } }),
    ...(also.length > 0 && { also }),
  };
}
