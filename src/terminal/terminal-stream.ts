/** As much of `process.stdout` as is needed to write to a terminal, or to what stands in for one. */
export interface TerminalStream {
  write(text: string, done?: (error?: Error | null) => void): boolean;
  isTTY?: boolean | undefined;
  /** May change while it is used. Default 80. */
  columns?: number | undefined;
  /** Default 24. */
  rows?: number | undefined;
}
