import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { chainFilters, type Filter } from '../../src/filters/index.js';
import { cuts, play } from './chunkings.js';

it('the example of docs/filters.md keeps the rules that it teaches', async () => {
  const docs = readFileSync(new URL('../../docs/filters.md', import.meta.url), 'utf8');
  const [, code = ''] = /```js\n(.*?)```/s.exec(docs) ?? [];
  const { calmMentions } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { calmMentions: () => Filter };
  const chained: Filter = { name: 'chain', start: () => chainFilters([calmMentions()]) };
  for (const pieces of cuts('hi @everyone, @every @@everyone@')) {
    const { segments, mostHeld } = play(chained, pieces);
    expect(segments.join('')).toBe('hi @\u200beveryone, @every @@\u200beveryone@');
    expect(mostHeld).toBeLessThanOrEqual(8);
  }
});
