/** What can be set for a whole gateway and again for one platform. Times are in seconds, lengths in characters (UTF-16 units). */
export interface StreamingBlock {
  /** false is the same as transport `off`. Default true. */
  enabled: boolean;
  /** `auto` takes the best the adapter can: native stream, draft, edit, else buffered. `buffered` shows each segment once it is
   *  complete. `off` shows nothing. Default `auto`. */
  transport: 'auto' | 'edit' | 'draft' | 'native' | 'buffered' | 'off';
  /** Seconds between two previews of one message, counted from the answer to the last. 0 to 3600. Default 0.3. */
  editInterval: number;
  /** Unshown characters that force a preview before the interval is over, never before the budget allows. 1 to 1,000,000.
   *  Default 40. */
  bufferThreshold: number;
  /** Stands at the end of a preview and is removed at the end; may be empty. At most 64 characters, one line. Default `' ▉'`. */
  cursor: string;
  /** `joined` puts a blank line between segments instead of starting a new message. Default `separate`. */
  segments: 'separate' | 'joined';
  /** A last message older than this many seconds is replaced by a new one at the end, so that its time is right. 0 to 86,400;
   *  0 = never. Default 0. */
  freshFinalAfter: number;
  /** Silence of this many seconds after text ends the stream as `stalled`. 0 to 86,400; 0 = never. Default 0. */
  stallTimeout: number;
  /** Appended to the text when the source breaks off or stalls. At most 200 characters; `''` = nothing. Default `''`. */
  interruptedMark: string;
  /** Seconds that one platform call may take before it is aborted. 0.1 to 600. Default 10. */
  callTimeout: number;
  /** Seconds that bringing the answer to its end may take after `finish`. 1 to 3600. Default 60. */
  finishTimeout: number;
}

/** The whole configuration: one block, and what single platforms do otherwise. */
export interface StreamingConfig extends StreamingBlock {
  /** The same keys, overriding, by adapter name. Default: none. */
  platforms: Readonly<Record<string, Partial<StreamingBlock>>>;
}

/** What holds for one adapter: defaults filled, its platform's overrides applied, everything within its range. */
export type ResolvedConfig = Readonly<StreamingBlock>;
