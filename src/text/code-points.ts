/** How many Unicode code points a text has; an unpaired surrogate counts as one. What several platforms call a character. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** A cut at `at` would separate the two halves of a surrogate pair. */
export function cutsPair(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
