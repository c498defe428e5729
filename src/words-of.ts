/** What was thrown, in words. A value can throw when it is made a string. */
export function wordsOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return 'something that cannot be put into words';
  }
}
