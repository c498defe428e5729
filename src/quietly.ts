/** Calls a listener. Nothing that it does may change a delivery: what it throws, or what a promise that it gives fails with, is its own
 *  (I11). */
export function quietly(listener: () => unknown): void {
  try {
    const given = listener();
    if (given instanceof Promise) given.catch(() => {});
  } catch {
    // As said above.
  }
}
