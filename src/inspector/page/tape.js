/** @import { Row } from '../wire.ts' */

const rowsPerPage = 200;
/** Pages that are kept; the ones looked at longest ago go first. */
const mostPages = 40;

/** The records of the stream that is looked at, fetched as they are needed. `onRows` is called when some have come.
 *
 * @param {() => void} onRows */
export function createTape(onRows) {
  let stream = '';
  /** @type {Map<number, Row[]>} */
  const pages = new Map();
  /** @type {Set<number>} */
  const fetching = new Set();

  /** The row, if it is at hand; if not it is fetched. @param {number} index @returns {Row | undefined} */
  function row(index) {
    const page = Math.floor(index / rowsPerPage);
    const rows = pages.get(page);
    const found = rows?.[index % rowsPerPage];
    if (found === undefined) void fetchPage(page);
    else if (rows !== undefined) {
      pages.delete(page);
      pages.set(page, rows);
    }
    return found;
  }

  /** @param {number} page */
  async function fetchPage(page) {
    if (fetching.has(page)) return;
    fetching.add(page);
    const wanted = stream;
    const rows = await fetchRows(wanted, page);
    if (wanted !== stream) return;
    // Before anyone is told: who misses the newest row will ask again.
    fetching.delete(page);
    if (rows.length === 0) return;
    pages.set(page, rows);
    for (const old of pages.keys()) if (pages.size > mostPages) pages.delete(old);
    onRows();
  }

  /** The stream has this many records now. @param {string} id @param {number} length */
  function grow(id, length) {
    if (id !== stream) {
      stream = id;
      pages.clear();
      fetching.clear();
    }
    // Only the last page can have grown.
    const last = Math.floor((length - 1) / rowsPerPage);
    const known = pages.get(last);
    if (known !== undefined && last * rowsPerPage + known.length < length) void fetchPage(last);
  }

  return { row, grow };
}

/** @param {string} stream @param {number} page @returns {Promise<Row[]>} */
async function fetchRows(stream, page) {
  const address = `streams/${encodeURIComponent(stream)}/rows?from=${page * rowsPerPage}&count=${rowsPerPage}`;
  const answer = await fetch(address).catch(() => undefined);
  return answer?.ok ? answer.json() : [];
}
