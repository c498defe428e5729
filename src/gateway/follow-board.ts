import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import type { Board } from './board.js';

/** A connection that is this many changes behind is sent the whole board instead. */
const maxChangesBehind = 64;
/** A quiet connection gets a comment this often; one that took nothing for as long is given up. */
const patienceMs = 20_000;

/** Keeps one page up to date with a board, as server-sent events: a `board` event with everything first, then `put` and `drop`.
 *
 *  A page that does not read costs nothing and delays nobody. What waits for it are keys, not values: once the socket drains, each
 *  key is written as it then stands, so any number of edits of one message takes one place. */
export function followBoard(board: Pick<Board<unknown>, 'get' | 'entries' | 'subscribe'>, response: ServerResponse, clock: Clock): void {
  let behind: Set<string> | 'everything' = 'everything';
  let blocked = false;
  let scheduled = false;

  const unsubscribe = board.subscribe((key) => {
    if (behind !== 'everything') behind.add(key);
    if (behind !== 'everything' && behind.size > maxChangesBehind) behind = 'everything';
    schedule();
  });
  let heartbeat = clock.setTimeout(beat, patienceMs);

  response.on('drain', () => {
    blocked = false;
    schedule();
  });
  response.on('error', () => response.destroy());
  response.on('close', () => {
    unsubscribe();
    clock.clearTimeout(heartbeat);
  });

  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  write('retry: 500\n\n');
  flush();

  // Changes of one turn of the event loop leave in one write.
  function schedule(): void {
    if (scheduled || blocked) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      flush();
    });
  }

  function flush(): void {
    if (blocked || response.destroyed) return;
    const text = behind === 'everything' ? frame('board', Object.fromEntries(board.entries())) : [...behind].map(change).join('');
    behind = new Set();
    if (text !== '') write(text);
  }

  function change(key: string): string {
    const value = board.get(key);
    return value === undefined ? frame('drop', { key }) : frame('put', { key, value });
  }

  function write(text: string): void {
    blocked = !response.write(text);
  }

  function beat(): void {
    if (blocked) {
      response.destroy();
      return;
    }
    write(': still here\n\n');
    heartbeat = clock.setTimeout(beat, patienceMs);
  }
}

function frame(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
