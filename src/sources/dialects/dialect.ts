import type { JsonObject } from '../json.js';
import type { SourcePart } from '../source.js';

/** What one event of a provider's stream says. An event of a type that it does not know says nothing.
 *
 *  A `finish` ends a turn. Recorded runs hold several turns (the model calls a tool, is given the result and goes on), so the run
 *  is complete only if nothing but silence follows. */
export type Dialect = (event: JsonObject) => Iterable<Said>;

export type Said =
  | SourcePart
  /** The model is at work on something that no reader sees: it reasons, or a turn begins. */
  | { type: 'hidden' };
