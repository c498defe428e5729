// How platforms count: each says how long to wait, or 0, and then the call has passed.

type Gate = (at: number) => number;

/** A bucket that takes a call every `costMs` after a burst. */
export function bucket(costMs: number, burst: number): Gate {
  let full = 0;
  return (at) => {
    const wait = Math.max(full, at) + costMs - burst * costMs - at;
    if (wait > 0.5) return wait;
    full = Math.max(full, at) + costMs;
    return 0;
  };
}

/** No more than `calls` in any `perMs`. */
export function stretch(calls: number, perMs: number): Gate {
  let times: number[] = [];
  return (at) => {
    times = times.filter((time) => time > at - perMs);
    const [oldest] = times;
    if (times.length >= calls && oldest !== undefined) return oldest + perMs - at;
    times.push(at);
    return 0;
  };
}
