import type { Adapter } from '../adapter.js';
import { systemClock } from '../clock.js';
import { type DirectorySink, directorySink } from './directory-sink.js';
import type { FileSinkOptions } from './file-sink.js';
import { LEASE_MS } from './lease.js';
import { type RecoverOptions, type Recovery, recover } from './recover.js';

/** What a journal takes, besides what each of its tapes does. */
export interface JournalOptions extends FileSinkOptions, Pick<RecoverOptions, 'filters' | 'budget'> {
  /** Those that the gateway writes through: unfinished streams are finished through the one that goes by the name on their tape. */
  adapters: readonly Adapter[];
  /** Told what became of each stream that was found without an end, once that is known for good. What it throws is ignored. */
  onRecovery?: ((recovery: Recovery) => void) | undefined;
}

/** A directory of tapes that outlives its process. Hand it to every stream as its `tape`. */
export interface Journal extends DirectorySink {
  /** Resolves, and never rejects, when every stream that was found without an end has one or never will, or the journal is closed. */
  readonly recovered: Promise<Recovery[]>;
}

/** The tapes of a gateway, and at its start the end of what a dead process left: see `recover`. Nothing has to wait for that; new streams
 *  can be begun at once. A stream of another process that lives is looked at again until it has ended, or its process has died.
 *  `text` is `on` by default, since without it nothing can be shown after a crash. The directory is created. */
export function journal(directory: string, { adapters, filters, budget, onRecovery, ...files }: JournalOptions): Journal {
  const options = { ...files, text: files.text ?? 'on' };
  const { clock = systemClock, leaseMs = LEASE_MS } = options;
  const sink = directorySink(directory, options);
  const byName = Object.fromEntries(adapters.map((adapter) => [adapter.name, adapter]));
  const found: Recovery[] = [];
  let isClosed = false;
  let stopWaiting = () => {};

  async function recoverAll(tapes: string | string[]): Promise<Recovery[]> {
    const recoveries = await recover({ tapes, adapters: byName, filters, budget, ...options });
    for (const recovery of recoveries) if (recovery.result !== 'owned') tell(recovery);
    const owned = recoveries.filter(({ result }) => result === 'owned').map(({ file }) => file);
    if (owned.length > 0) await pause();
    return owned.length === 0 || isClosed ? found : recoverAll(owned);
  }

  function pause(): Promise<void> {
    if (isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = clock.setTimeout(resolve, leaseMs);
      stopWaiting = () => {
        clock.clearTimeout(timer);
        resolve();
      };
    });
  }

  function tell(recovery: Recovery): void {
    found.push(recovery);
    try {
      onRecovery?.(recovery);
    } catch {
      // Nothing that a listener does may change a delivery.
    }
  }

  const recovered = recoverAll(directory).catch((error: Error) => {
    tell({ result: 'failed', file: directory, message: error.message });
    return found;
  });

  return {
    text: sink.text,
    write: (record, line) => sink.write(record, line),
    mayCall: (stream) => sink.mayCall(stream),
    recovered,
    close() {
      isClosed = true;
      stopWaiting();
      return sink.close();
    },
  };
}
