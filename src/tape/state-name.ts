import type { StateValue } from 'xstate';

/** A state value as people write it: `{ streaming: 'resting' }` is `streaming.resting`. */
export function stateName(value: StateValue): string {
  if (typeof value === 'string') return value;
  for (const name in value) {
    const inner = value[name];
    const rest = inner === undefined ? '' : stateName(inner);
    return rest === '' ? name : `${name}.${rest}`;
  }
  return '';
}
