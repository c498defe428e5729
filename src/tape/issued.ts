import type { StreamCommand } from '../../machines/vocabulary.js';
import type { Issued, Order } from './record.js';

/** The commands of one event as a record shows them. `nextCall` is the number that the next call gets. */
export function issuedBy(commands: readonly StreamCommand[], nextCall: number): Issued {
  let call: Issued['call'];
  const also: Order[] = [];
  for (const command of commands) {
    if (command.type !== 'call') also.push(command);
    else call = { op: command.op, seq: nextCall, from: command.from, final: command.final };
  }
  return { call, also: also.length > 0 ? also : undefined };
}
