type Input<T> = AsyncIterable<T> | Iterable<T>;

/** An iterator that can be left while it is being read. */
export interface Stoppable<T> extends AsyncIterableIterator<T, undefined> {
  next(): Promise<IteratorResult<T, undefined>>;
  return(): Promise<IteratorResult<T, undefined>>;
  /** `return` was called: that it ended says nothing about the input. */
  readonly stopped: boolean;
}

/** Reads `input`, opened with the first read. Unlike a generator's, its `return` does not queue behind a `next` that is still
 *  open: that one ends at once and the input is told, so a silent connection is let go when nobody wants its answer any more.
 *  What the input says to `return` is not waited for, and an error of it is nobody's. */
export function stoppable<T>(input: Input<T>): Stoppable<T> {
  const end: IteratorResult<T, undefined> = { done: true, value: undefined };
  let iterator: AsyncIterator<T> | Iterator<T> | undefined;
  let stopped = false;
  let endOpenRead = () => {};

  const read = async () => {
    iterator ??= open(input);
    return iterator.next();
  };
  // Opened even if it never was: a web stream is only cancelled through its iterator.
  const release = async () => {
    iterator ??= open(input);
    await iterator.return?.();
  };

  return {
    get stopped() {
      return stopped;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      if (stopped) return Promise.resolve(end);
      return new Promise((resolve, reject) => {
        endOpenRead = () => resolve(end);
        read().then(resolve, reject);
      });
    },
    return() {
      if (!stopped) {
        stopped = true;
        endOpenRead();
        release().catch(() => {});
      }
      return Promise.resolve(end);
    },
  };
}

function open<T>(input: Input<T>): AsyncIterator<T> | Iterator<T> {
  return isAsync(input) ? input[Symbol.asyncIterator]() : input[Symbol.iterator]();
}

function isAsync<T>(input: Input<T>): input is AsyncIterable<T> {
  return typeof (input as Partial<AsyncIterable<T>>)[Symbol.asyncIterator] === 'function';
}
