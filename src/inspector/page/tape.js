import { createWisher, fetchOfStream } from './source.js';

/** @import { Row } from '../wire.ts' */

const rowsPerPage = 200;
/** Pages that are kept; the ones looked at longest ago go first. */
const mostPages = 40;
/** A tape that grows is looked at no more often than this. */
const pauseMs = 80;

/** The records of the stream that is looked at, fetched as they are needed. `onRows` is called when some have come.
 *
 * @param {() => void} onRows */
export function createTape(onRows) {
  let stream = '';
  let length = 0;
  /** @type {Map<number, Row[]>} */
  const pages = new Map();
  const wish = createWisher(fetchPage, pauseMs);

  /** The row, if it is at hand; if not it is fetched. @param {number} index @returns {Row | undefined} */
  function row(index) {
    const page = Math.floor(index / rowsPerPage);
    const rows = pages.get(page);
    const found = rows?.[index - (rows[0]?.index ?? 0)];
    if (found === undefined) void wish(page);
    else if (rows !== undefined) {
      pages.delete(page);
      pages.set(page, rows);
    }
    return found;
  }

  /** Of a page that is known in part, only the rest. @param {number} page */
  async function fetchPage(page) {
    const wanted = stream;
    const known = pages.get(page) ?? [];
    const from = (known.at(-1)?.index ?? page * rowsPerPage - 1) + 1;
    const count = (page + 1) * rowsPerPage - from;
    if (count <= 0 || from >= length) return;
    /** @type {Row[] | undefined} */
    const rows = await fetchOfStream(wanted, `rows?from=${from}&count=${count}`);
    if (wanted !== stream || rows === undefined || rows.length === 0) return;
    pages.set(page, [...known, ...rows]);
    for (const old of pages.keys()) if (pages.size > mostPages) pages.delete(old);
    onRows();
  }

  /** The stream has this many records now. @param {string} id @param {number} records */
  function grow(id, records) {
    // Fewer than before: another process went on from an earlier record.
    if (id !== stream || records < length) pages.clear();
    stream = id;
    length = records;
  }

  return { row, grow };
}
