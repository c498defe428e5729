/** Decides what of the model's text a reader gets to see. A filter is a recipe and holds no state; each stream starts its
 *  own run, so one array of filters may serve a whole gateway. */
export interface Filter {
  /** For error messages. */
  readonly name: string;
  /** A run for one stream. */
  start(): FilterRun;
}

/** A filter at work on one stream. What `push` and `close` return, in order, is the filtered text, and it must not depend on
 *  where the text was cut. A run that throws is not trusted with text again: see `chainFilters`. */
export interface FilterRun {
  /** Takes the next piece of text, gives out what may be shown by now, and keeps back what cannot be judged yet. What is
   *  kept back is bounded; past the bound it is given out or dropped, as the filter documents. */
  push?(text: string): string;
  /** The current segment ends (`boundary`) or the whole text does (`finish`): gives out what was kept back and may be shown.
   *  State that outlives a boundary (an open reasoning block) stays. */
  close?(end: 'boundary' | 'finish'): string;
  /** Dresses one message just before it is shown, without changing what counts as shown: it may add closing marks, never
   *  remove or replace text. `final` is false for previews. Must be quick: it runs once per call. */
  frame?(text: string, final: boolean): string;
}
