const numbers = new Intl.NumberFormat('en');

/** @param {number} ms */
export function readable(ms) {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(ms / 3_600_000)} h ${Math.floor((ms % 3_600_000) / 60_000)} min`;
}

/** `1,203 calls`. @param {number} number @param {string} noun */
export function counted(number, noun) {
  return `${numbers.format(number)} ${noun}${number === 1 ? '' : 's'}`;
}
