// What crosses between the threads. The worker sends parcels, numbered from 1, and one of them costs one credit; the main thread gives
// credits, tells when to end, and says when it has everything.

/** One thing that an agent said. Text is a plain string: any number of deltas in a row are one. */
export type Step =
  | string
  | { say: 'boundary' }
  | { say: 'commentary'; text: string }
  /** Answered with `flushed`. */
  | { say: 'flush'; id: number }
  /** The last step of a stream, as is `failure`. */
  | { say: 'finish'; text?: string | undefined }
  | { say: 'failure'; message: string };

/** From the worker. */
export interface Parcel {
  seq: number;
  steps: Step[];
}

/** From the main thread. */
export type Reply =
  /** So many more parcels may be sent. */
  | { type: 'credit'; parcels: number }
  | { type: 'flushed'; id: number }
  /** Nothing more is wanted. */
  | { type: 'cancel' }
  /** All of it has been taken. */
  | { type: 'taken' };

/** How many parcels may be on their way. */
export const CREDITS = 32;
/** The longest text in one parcel (UTF-16 units); with the credits it bounds what is on its way. */
export const PARCEL_LENGTH = 32 * 1_024;

export function isParcel(value: unknown): value is Parcel {
  if (!isRecord(value)) return false;
  const { seq, steps } = value;
  return Number.isInteger(seq) && Array.isArray(steps) && steps.every(isStep);
}

function isStep(value: unknown): value is Step {
  if (typeof value === 'string') return true;
  if (!isRecord(value)) return false;
  const { say, text, id, message } = value;
  switch (say) {
    case 'boundary':
      return true;
    case 'commentary':
      return typeof text === 'string';
    case 'flush':
      return Number.isInteger(id);
    case 'finish':
      return text === undefined || typeof text === 'string';
    case 'failure':
      return typeof message === 'string';
    default:
      return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
