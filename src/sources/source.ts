/** What a model run says, whatever its wire format. A run is complete only with `finish`; a source that ends without one has
 *  broken off. */
export type SourcePart =
  | { type: 'text'; text: string }
  /** A tool call or its like: text after it belongs in a new message. */
  | { type: 'boundary' }
  | { type: 'finish' }
  /** The run failed, or its record cannot be read further. What came before it stands. */
  | { type: 'failure'; error: Error };

/** A model run, part by part. Those that tokentape makes read nothing before they are read, and one input makes one run. */
export type Source = AsyncIterable<SourcePart>;
