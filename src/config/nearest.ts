/** The word among `known` that was probably meant by `word`: the same but for case, `_` and `-`, or else a few letters off (a
 *  quarter of its length). `undefined` if none is that close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const candidates = known
    .map((name) => ({ name, distance: bare(name) === bare(word) ? 0 : distance(name, word) }))
    .filter((candidate) => candidate.distance <= Math.floor(candidate.name.length / 4))
    .sort((a, b) => a.distance - b.distance);
  return candidates[0]?.name;
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '');
}

/** Levenshtein's: how many letters must be added, dropped or changed to get from one word to the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
