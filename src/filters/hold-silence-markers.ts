import { FilterOptionError } from './errors.js';
import type { Filter, FilterRun } from './filter.js';

const MARKER_LIMIT = 256;
/** White space around a marker that still counts as nothing, in characters on either side. */
const MARGIN = 64;

/** Shows nothing for an answer that is exactly one of the markers, white space around it aside, as `NO_REPLY`. A beginning that
 *  may still become a marker is held back and comes out with the first character that tells otherwise: at most the longest
 *  marker and 64 characters of white space on either side. Letter case counts.
 *
 *  Every segment is judged on its own, because every segment is a message of its own: a preamble, a tool call and then the
 *  marker leave the preamble alone.
 *
 *  Throws `FilterOptionError` unless `markers` is a list of at least one string, none blank, none longer than 256 characters. */
export function holdSilenceMarkers(markers: readonly string[]): Filter {
  const wanted = checked(markers);
  return { name: 'holdSilenceMarkers', start: () => new SilenceRun(wanted) };
}

class SilenceRun implements FilterRun {
  readonly #markers: readonly string[];
  #held = '';
  #isProse = false;

  constructor(markers: readonly string[]) {
    this.#markers = markers;
  }

  push(text: string): string {
    if (this.#isProse) return text;
    this.#held += text;
    if (this.#mayBeMarker()) return '';
    this.#isProse = true;
    return this.#release();
  }

  close(): string {
    this.#isProse = false;
    const text = this.#release();
    return this.#markers.includes(text.trim()) ? '' : text;
  }

  #release(): string {
    const text = this.#held;
    this.#held = '';
    return text;
  }

  /** Once false, false for every longer text, so that it makes no difference where the text was cut. */
  #mayBeMarker(): boolean {
    const text = this.#held.trimStart();
    const trimmed = text.trimEnd();
    if (this.#held.length - text.length > MARGIN) return false;
    return this.#markers.some((marker) => marker.startsWith(text) || (marker === trimmed && text.length - trimmed.length <= MARGIN));
  }
}

function checked(markers: readonly string[]): readonly string[] {
  const isMarker = (marker: unknown) => typeof marker === 'string' && marker.trim() !== '' && marker.length <= MARKER_LIMIT;
  if (!Array.isArray(markers) || markers.length === 0 || !markers.every(isMarker)) {
    throw new FilterOptionError(
      'holdSilenceMarkers',
      `needs at least one marker, each a string of 1 to ${MARKER_LIMIT} characters that is not blank`,
    );
  }
  return markers.map((marker: string) => marker.trim());
}
