/** How many Unicode code points a text has; an unpaired surrogate counts as one. What several platforms call a character. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
