import { stat } from 'node:fs/promises';
import { type Clock, systemClock } from '../clock.js';
import { quietly } from '../quietly.js';
import { ConfigError } from './config-error.js';
import { readText } from './load.js';
import { parseStreamingConfig } from './parse.js';
import type { StreamingConfig } from './streaming-config.js';

/** Who is told of edits. */
export interface WatchOptions {
  /** Gets every configuration that is applied after the first. What it throws is ignored. */
  onChange?: ((config: StreamingConfig) => void) | undefined;
  /** Gets what is wrong with an edit that is refused, once for each edit: the file, the line, the key and the rule. What it throws is
   *  ignored. */
  onError?: ((error: ConfigError) => void) | undefined;
  /** Default: real time. */
  clock?: Clock | undefined;
}

/** A configuration that follows its file. */
export interface WatchedConfig {
  /** The last configuration that was right. Replaced as a whole, never changed in place. */
  readonly current: StreamingConfig;
  /** Looks no more. Until then the process is kept alive. */
  close(): void;
}

/** An edit is applied when the file has stood still from one look to the next: so within twice this time, and not half-written. */
const LOOK_EVERY_MS = 500;

/** Follows the `streaming` block of a YAML file, as `loadStreamingConfig` reads it. An edit that is wrong is refused as a whole and the
 *  running configuration stays; so it does while the file is gone.
 *
 *  The file is looked at by its name, twice a second, and not by the notices of the file system: those do not come over network
 *  drives and container mounts, and are lost when an editor, or Kubernetes, puts another file in its place.
 *  @throws {ConfigError} if the file cannot be used to begin with: `config-not-found`, `config-unreadable` or `config-invalid`. */
export async function watchStreamingConfig(file: string, options: WatchOptions = {}): Promise<WatchedConfig> {
  const { onChange, onError, clock = systemClock } = options;
  let seen = await stampOf(file);
  let text = await readText(file);
  let current = parseStreamingConfig(text, { file });
  /** What was reported last, unless it has been read since. */
  let reported = '';
  /** What the file looked like last time, if that is not what was read. */
  let moving: string | undefined;
  let timer = clock.setTimeout(() => void look(), LOOK_EVERY_MS);
  let isClosed = false;

  async function look(): Promise<void> {
    const stamp = await stampOf(file);
    if (stamp === seen) moving = undefined;
    else if (stamp !== moving) moving = stamp;
    else {
      moving = undefined;
      seen = stamp;
      await read();
    }
    if (!isClosed) timer = clock.setTimeout(() => void look(), LOOK_EVERY_MS);
  }

  async function read(): Promise<void> {
    try {
      const found = await readText(file);
      reported = '';
      if (isClosed || found === text) return;
      text = found;
      current = parseStreamingConfig(found, { file });
      quietly(() => onChange?.(current));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      // The same text is news again once the file was gone.
      if (error.code !== 'config-invalid') {
        text = '';
        // What kept it from being read may pass without the file's being touched.
        seen = '';
      }
      if (!isClosed && error.message !== reported) quietly(() => onError?.(error));
      reported = error.message;
    }
  }

  return {
    get current() {
      return current;
    },
    close() {
      isClosed = true;
      clock.clearTimeout(timer);
    },
  };
}

/** Changes whenever the file is written, replaced, removed or made unreadable. */
async function stampOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}
