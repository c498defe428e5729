import type { Platform } from '../platform.js';
import type { VirtualTime } from '../virtual-time.js';

/** What takes a model's deltas and brings them to a platform. */
export interface Run {
  onDelta(text: string): void;
  /** Resolves when it thinks that it is done. */
  finish(): Promise<unknown>;
}

export interface Contender {
  name: string;
  /** The longest message of its platform, where that is not the 4,096 of the others. */
  maxLength?: number | undefined;
  start(platform: Platform, time: VirtualTime, streamId: string): Run;
}
