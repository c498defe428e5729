import type { Filter } from '../../src/filters/filter.js';

const HELD = 3;

/** A filter that changes nothing but is always three code points behind. */
export function holdBack(): Filter {
  return {
    name: 'holdBack',
    start() {
      let held: string[] = [];
      return {
        push(text) {
          const all = [...held, ...text];
          held = all.slice(Math.max(0, all.length - HELD));
          return all.slice(0, all.length - held.length).join('');
        },
        close() {
          const rest = held.join('');
          held = [];
          return rest;
        },
      };
    },
  };
}
