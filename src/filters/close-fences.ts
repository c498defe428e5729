import { closingOf, scanFences } from '../text/fences.js';
import type { Filter } from './filter.js';

/** Closes a code fence that a message leaves open, previews included, so that every message reads on its own. Adds at most the
 *  fence's own line and a line break; holds nothing back. Which fences it sees: `scanFences`. */
export function closeFences(): Filter {
  return {
    name: 'closeFences',
    start: () => ({ frame: (text) => text + closingOf(scanFences(text)) }),
  };
}
