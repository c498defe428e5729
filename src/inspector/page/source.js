/** Where this page finds the inspector's parts, as `inspect/`. */
const base = document.documentElement.dataset.parts ?? '';

/** What there is at this path below the inspector's address; undefined if there is nothing, or no answer.
 *
 * @param {string} path @returns {Promise<any>} */
export async function fetchPart(path) {
  const answer = await fetch(base + path).catch(() => undefined);
  if (!answer?.ok) return undefined;
  return answer.headers.get('content-type')?.startsWith('application/json') ? answer.json() : answer.text();
}

/** @param {string} stream @param {string} part */
export function fetchOfStream(stream, part) {
  return fetchPart(`streams/${encodeURIComponent(stream)}/${part}`);
}

/** Loads what is wished for, one thing at a time; meanwhile only the newest wish counts.
 *
 * @template Wish
 * @param {(wish: Wish) => Promise<void>} load
 * @param {number} pauseMs between two of them */
export function createWisher(load, pauseMs) {
  /** @type {{ wish: Wish } | undefined} */
  let newest;
  let isLoading = false;

  /** @param {Wish} wish */
  return async (wish) => {
    newest = { wish };
    if (isLoading) return;
    isLoading = true;
    while (newest) {
      const { wish: next } = newest;
      newest = undefined;
      await load(next);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    isLoading = false;
  };
}
