// Every line of a tape ends in a hash of itself and of the line before it, so that no line can be changed, dropped or moved
// without breaking the chain. It is a checksum and not a signature: who can rewrite the whole tape can rewrite the chain.

import { hash } from 'node:crypto';

/** What the first line of a stream is chained to. */
export const CHAIN_START = '';

const SEAL = /,"chain":"([0-9a-f]{64})"\}$/;

/** A record as a line of its tape, and what the next line is chained to. */
export function seal(record: object, before: string): { line: string; chain: string } {
  const body = JSON.stringify(record);
  const chain = hash('sha256', before + body);
  return { line: `${body.slice(0, -1)},"chain":"${chain}"}`, chain };
}

/** The other way round. `chain` is what the line says, `sound` whether that is right; undefined for a line without a seal. */
export function unseal(line: string, before: string): { chain: string; sound: boolean } | undefined {
  const found = SEAL.exec(line);
  const chain = found?.[1];
  if (!found || chain === undefined) return undefined;
  return { chain, sound: hash('sha256', `${before}${line.slice(0, found.index)}}`) === chain };
}

/** What the next line is chained to, of a line that was just sealed. */
export const chainOf = (line: string): string => line.slice(-66, -2);
