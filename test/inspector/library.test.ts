import { describe, expect, test } from 'vitest';
import { createLibrary, type Library } from '../../src/inspector/library.js';
import { parseLine } from '../../src/tape/read-tape.js';
import type { TapeRecord } from '../../src/tape/record.js';
import { VirtualClock } from '../../src/virtual-clock.js';
import { longTape } from './long-tape.js';

function writeTape(library: Library, stream: string, length: number, hasEnded: boolean): void {
  for (const line of longTape(stream, length)) library.sink.write(parseLine(line) as TapeRecord, line);
  if (hasEnded) library.sink.write(endOf(stream, length), '');
}

function endOf(stream: string, seq: number): TapeRecord {
  const outcome = { status: 'delivered', alreadySent: true, calls: 1, unshown: 0, messages: [] } as const;
  return { v: 1, stream, seq, at: seq * 20, kind: 'end', state: 'done', output: undefined, outcome: { ...outcome, messages: [] } };
}

function costOf(library: Library): number {
  return [...library.board.entries()].reduce((sum, [key]) => sum + (library.get(key.slice('stream:'.length))?.cost ?? 0), 0);
}

const room = 2_000_000;
const library = () => createLibrary({ clock: new VirtualClock(), room });

describe('a library without end', () => {
  test('forgets what has ended, oldest first, and says so', () => {
    const full = library();
    for (let stream = 0; stream < 100; stream += 1) writeTape(full, `s${stream}`, 200, true);

    expect(full.get('s0')).toBeUndefined();
    expect(full.get('s99')?.length).toBe(201);
    const kept = [...full.board.entries()].filter(([key]) => key !== 'library').length;
    expect(full.board.get('library')).toEqual({ kind: 'library', forgotten: 100 - kept });
    expect(costOf(full)).toBeLessThan(room);
  });

  test('keeps what runs, and drops the older half of the longest when there is nothing else', () => {
    const full = library();
    writeTape(full, 'short', 20, false);
    writeTape(full, 'long', 50_000, false);

    expect(costOf(full)).toBeLessThan(room);
    expect(full.get('short')?.length).toBe(20);
    const view = full.get('long');
    expect(view?.length).toBe(50_000);
    const { dropped = 0, records } = view?.summary(0) ?? {};
    expect(records).toBe(50_000);
    expect(dropped).toBeGreaterThan(30_000);
    expect(view?.rows(0, 10)).toEqual([]);
    expect(view?.rows(dropped - 5, 10).map(({ index }) => index)).toEqual([0, 1, 2, 3, 4].map((offset) => dropped + offset));
    expect(view?.momentAt(0)?.index).toBe(dropped);
    expect(view?.momentAt(49_999)).toMatchObject({ index: 49_999, calls: 10_000 });
    expect(view?.screenAt(49_999)).toMatchObject([{ length: 10 }]);
    expect(view?.plot(10).bins.at(-1)?.index).toBe(49_999);
  });

  test('is no larger for streams that never end', () => {
    const full = library();
    for (let stream = 0; stream < 3_000; stream += 1) writeTape(full, `s${stream}`, 2, false);

    expect(costOf(full)).toBeLessThan(room);
    expect(full.get('s2999')?.length).toBe(2);
  });

  test('tells a page of every stream that is gone', () => {
    const full = library();
    const told = new Set<string>();
    full.board.subscribe((key) => told.add(key));
    for (let stream = 0; stream < 100; stream += 1) writeTape(full, `s${stream}`, 200, true);

    expect(told).toContain('stream:s0');
    expect(full.board.get('stream:s0')).toBeUndefined();
  });
});

test('a stream of this process that falls silent grows quiet; one that is read does not', async () => {
  const clock = new VirtualClock();
  const shelf = createLibrary({ clock });
  writeTape(shelf, 'live', 2, false);
  for (const line of longTape('read', 2)) shelf.read(parseLine(line) as TapeRecord, line);
  await clock.advance(5_000);

  expect(shelf.board.get('stream:live')).toMatchObject({ isLive: true, quietMs: 5_000 });
  expect(shelf.board.get('stream:read')).toMatchObject({ isLive: false, quietMs: 0 });
});
