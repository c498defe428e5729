/** As much of `process.stdout` as is needed to write to a terminal, or to what stands in for one. */
export interface TerminalStream {
  /** As a Node stream has it. */
  write(text: string, done?: (error?: Error | null) => void): boolean;
  /** Hears that a reader went away; a Node stream that nobody hears ends the process then. */
  on?(event: 'error', listener: () => void): unknown;
  /** Whether a person looks at it. Default false. */
  isTTY?: boolean | undefined;
  /** How wide it is, in cells. May change while it is used. Default 80. */
  columns?: number | undefined;
  /** How high it is, in lines. May change while it is used. Default 24. */
  rows?: number | undefined;
}

/** How large a terminal is now. Some do not know, and say nothing or 0. */
export function sizeOf({ columns, rows }: TerminalStream): { columns: number; rows: number } {
  return { columns: columns || 80, rows: rows || 24 };
}
