import assert from 'node:assert/strict';
import type { Adapter } from '../../adapter.js';
import type { ContractBench } from './bench.js';
import type { Question } from './question.js';

/** Texts that are counted differently by UTF-16 unit, code point, byte and escaped character. */
const awkward = ['a', 'é', '漢', '👩‍👩‍👧', '👍🏽', '𝕏', '&', '<', '"'];

/** How long a message may be: exactly as long as the adapter says, in the platform's unit, and not one character is cut off. */
export const lengths: readonly Question[] = [
  {
    title: 'declares a limit',
    async ask({ adapter: { limits } }) {
      assert.ok(limits.maxLength >= 1);
      assert.equal(limits.lengthOf(''), 0);
    },
  },
  {
    title: 'measures text so that more text is never shorter',
    async ask({ adapter: { limits } }) {
      for (const more of awkward) {
        for (const text of awkward) assert.ok(limits.lengthOf(text + more) >= limits.lengthOf(text), `${text}${more}`);
      }
    },
  },
  ...awkward.flatMap((character): Question[] => [
    {
      title: `takes a message exactly at the limit, made of ${character}`,
      isAsked: isLimited,
      async ask(bench) {
        const text = longest(bench.adapter, character);
        const id = await bench.sent(text);
        assert.equal(bench.texts().join(''), text);
        if (bench.adapter.can.edit) bench.ok(await bench.edit(id, `${text.slice(0, -character.length)}z`));
      },
    },
    {
      title: `says tooLong right above the limit, with ${character}`,
      isAsked: isLimited,
      async ask(bench) {
        const text = longest(bench.adapter, character);
        const above = `${text}${'z'.repeat(1 + bench.adapter.limits.maxLength - bench.adapter.limits.lengthOf(text))}`;
        bench.failed(await bench.send(above), 'tooLong');
        assert.deepEqual(bench.texts(), []);
        if (!bench.adapter.can.edit) return;
        const id = await bench.sent('short');
        bench.failed(await bench.edit(id, above), 'tooLong');
        assert.deepEqual(bench.texts(), ['short']);
      },
    },
  ]),
];

function isLimited({ adapter }: ContractBench): boolean {
  return Number.isFinite(adapter.limits.maxLength);
}

/** The longest text made of one character that the adapter's own measure lets through. */
function longest({ limits: { maxLength, lengthOf } }: Adapter, character: string): string {
  return character.repeat(Math.floor(maxLength / lengthOf(character)));
}
