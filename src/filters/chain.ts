import { FilterError, FilterOptionError } from './errors.js';
import type { Filter, FilterRun } from './filter.js';

/** Several filters at work on one stream as if they were one. Its methods never throw. */
export interface FilterChain extends Required<FilterRun> {
  /** What went wrong so far, oldest first; at most two per filter. */
  readonly failures: readonly FilterError[];
  /** Characters (UTF-16 units) that reached a filter after it had failed and were therefore not given out. What such a filter
   *  held back itself is not counted, since nobody knows how much it was. */
  readonly withheld: number;
}

/** Starts one run of each filter and joins them: text goes through all of them in order, what one gives out at a close still
 *  goes through the ones after it, and frames are put on in the same order. No filters: the text itself, at no cost.
 *
 *  It fails closed. From the moment a filter throws in `push` or `close`, or answers with something that is not a string, no
 *  text gets past it for the rest of the stream: what it would have hidden is unknown, so nothing may be shown. That is
 *  visible in `failures` and `withheld`. A `frame` that throws, or changes what is already there, is left off from then on;
 *  that costs no text. Throws `FilterOptionError` for an entry that is not a filter and `FilterError` if one cannot start. */
export function chainFilters(filters: readonly Filter[]): FilterChain {
  return filters.length === 0 ? emptyChain : new Chain(filters.map(startLink));
}

const emptyChain: FilterChain = {
  failures: [],
  withheld: 0,
  push: (text) => text,
  close: () => '',
  frame: (text) => text,
};

class Chain implements FilterChain {
  readonly #links: readonly Link[];

  constructor(links: readonly Link[]) {
    this.#links = links;
  }

  get failures(): readonly FilterError[] {
    return this.#links.flatMap((link) => link.failures);
  }

  get withheld(): number {
    return this.#links.reduce((sum, link) => sum + link.withheld, 0);
  }

  push(text: string): string {
    return this.#links.reduce((passed, link) => link.push(passed), text);
  }

  close(end: 'boundary' | 'finish'): string {
    return this.#links.reduce((passed, link) => link.push(passed) + link.close(end), '');
  }

  frame(text: string, final: boolean): string {
    return this.#links.reduce((dressed, link) => link.frame(dressed, final), text);
  }
}

/** One filter of a chain, and the guard around it. */
class Link {
  readonly #name: string;
  readonly #run: FilterRun;
  #isClosed = false;
  #isBare = false;
  readonly failures: FilterError[] = [];
  withheld = 0;

  constructor(name: string, run: FilterRun) {
    this.#name = name;
    this.#run = run;
  }

  push(text: string): string {
    if (text === '') return '';
    if (this.#isClosed) return this.#withhold(text);
    if (!this.#run.push) return text;
    try {
      return mustBeText(this.#run.push(text));
    } catch (cause) {
      this.#failClosed('push', cause);
      return this.#withhold(text);
    }
  }

  close(end: 'boundary' | 'finish'): string {
    if (this.#isClosed || !this.#run.close) return '';
    try {
      return mustBeText(this.#run.close(end));
    } catch (cause) {
      this.#failClosed('close', cause);
      return '';
    }
  }

  frame(text: string, final: boolean): string {
    if (this.#isBare || !this.#run.frame) return text;
    try {
      return mustExtend(text, this.#run.frame(text, final));
    } catch (cause) {
      this.#isBare = true;
      this.failures.push(new FilterError(this.#name, 'frame', cause));
      return text;
    }
  }

  #failClosed(stage: 'push' | 'close', cause: unknown): void {
    this.#isClosed = true;
    this.failures.push(new FilterError(this.#name, stage, cause));
  }

  #withhold(text: string): '' {
    this.withheld += text.length;
    return '';
  }
}

function startLink(filter: Filter, index: number): Link {
  if (typeof filter?.start !== 'function') throw new FilterOptionError(`filters[${index}]`, 'must be a filter: { name, start() }');
  try {
    return new Link(filter.name, filter.start());
  } catch (cause) {
    throw new FilterError(filter.name, 'start', cause);
  }
}

function mustBeText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`gave ${typeof value} instead of a string`);
  return value;
}

function mustExtend(text: string, value: unknown): string {
  const framed = mustBeText(value);
  if (!framed.startsWith(text)) throw new TypeError('changed the text it was to frame');
  return framed;
}
