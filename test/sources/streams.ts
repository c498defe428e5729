import { readFile } from 'node:fs/promises';
import type { Source, SourcePart } from '../../src/sources/index.js';

/** A run as a reader gets it: the texts between boundaries, and how it ended. */
export interface Run {
  segments: string[];
  end: 'finish' | Error;
}

export async function partsOf(source: Source): Promise<SourcePart[]> {
  const parts: SourcePart[] = [];
  for await (const part of source) parts.push(part);
  return parts;
}

export async function runOf(source: Source): Promise<Run> {
  const segments = [''];
  for await (const part of source) {
    if (part.type === 'text') segments.push(`${segments.pop()}${part.text}`);
    else if (part.type === 'boundary') segments.push('');
    else return { segments, end: part.type === 'finish' ? 'finish' : part.error };
  }
  throw new Error('the source ended without an end');
}

/** The ways in which tests cut an input. */
export const cuts: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array[]>> = {
  'in one piece': (bytes) => [bytes],
  'byte by byte': (bytes) => cutEvery(bytes, () => 1),
  'in sevens': (bytes) => cutEvery(bytes, () => 7),
  'at random, seed 1': (bytes) => cutEvery(bytes, dice(1)),
  'at random, seed 2': (bytes) => cutEvery(bytes, dice(2)),
};

export async function* trickle<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield item;
}

export const fixture = (name: string) => readFile(new URL(`fixtures/${name}`, import.meta.url));

function cutEvery(bytes: Uint8Array, size: () => number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + size();
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** Sizes from 0 to 299, the same for the same seed (a linear congruential generator). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % 300;
  };
}
