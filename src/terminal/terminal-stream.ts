/** As much of `process.stdout` as is needed to write to a terminal, or to what stands in for one. */
export interface TerminalStream {
  write(text: string, done?: (error?: Error | null) => void): boolean;
  isTTY?: boolean | undefined;
  /** May change while it is used. */
  columns?: number | undefined;
  rows?: number | undefined;
}

/** How large a terminal is now. Some do not know, and say nothing or 0. */
export function sizeOf({ columns, rows }: TerminalStream): { columns: number; rows: number } {
  return { columns: columns || 80, rows: rows || 24 };
}
