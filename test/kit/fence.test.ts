// Random conversations: whatever agents and readers do, no answer stands in another's message, none comes before its turn, nothing that was
// asked is forgotten, and it all ends.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Policy, Receipt } from '../../src/kit/index.js';
import { settle } from '../../src/virtual-clock.js';
import { GatewayRig } from './rig.js';

type Move =
  | { do: 'ask' | 'stop'; chat: number }
  | { do: 'say' | 'finish' | 'fail' | 'boundary' | 'withdraw'; which: number }
  | { do: 'pass'; ms: number }
  | { do: 'silence' | 'sound' };

const chat = fc.integer({ min: 0, max: 1 });
const which = fc.integer({ min: 0, max: 5 });
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ask' as const), chat }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), chat }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), which }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'fail' as const, 'boundary' as const, 'withdraw' as const), which }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 10, 60, 400, 3_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('silence' as const, 'sound' as const) }) },
);

describe.each(['queue', 'interrupt', 'drop', 'parallel'] as Policy[])('under the policy to %s', (policy) => {
  it('answers never mix', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 40 }), async (moves) => {
        const rig = new GatewayRig({ policy, limit: 3 });
        const receipts: Receipt[] = [];
        for (const one of moves) await play(rig, receipts, one);
        rig.isSilent = false;
        const closed = rig.gateway.close({ withinMs: 1_000 });
        await rig.clock.advance(12_000);
        await closed;

        for (const { text } of rig.screen.values()) expect(new Set(speakersIn(text)).size, text).toBeLessThanOrEqual(1);
        for (const chatId of [0, 1]) {
          const speakers = rig.texts(chatId).flatMap((text) => speakersIn(text).slice(0, 1));
          if (policy !== 'parallel') expect(speakers).toEqual([...speakers].sort((a, b) => a - b));
        }
        const answers = await Promise.all(receipts.map(({ answer }) => answer));
        expect(answers).toHaveLength(receipts.length);
        expect(answers.filter(({ status }) => status === 'answered')).toHaveLength(rig.runs.length);
        expect(rig.gateway.health()).toMatchObject({ state: 'closed', answering: 0, waiting: 0 });
        expect(rig.clock.pending).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

async function play(rig: GatewayRig, receipts: Receipt[], move: Move): Promise<void> {
  await settle();
  const number = 'which' in move ? move.which : 0;
  // The newest few, those that have ended among them.
  const index = Math.max(0, rig.runs.length - 1 - number);
  const run = rig.runs[index];
  switch (move.do) {
    case 'ask':
      receipts.push(rig.ask('?', { chatId: move.chat }));
      break;
    case 'stop':
      rig.gateway.stop(move.chat);
      break;
    case 'say':
      run?.onDelta(`<${index}> says `);
      break;
    case 'boundary':
      run?.onSegmentBreak();
      break;
    case 'finish':
      run?.finish();
      break;
    case 'fail':
      run?.fail('broken');
      break;
    case 'withdraw':
      receipts.at(-1 - number)?.withdraw();
      break;
    case 'pass':
      await rig.clock.advance(move.ms);
      break;
    default:
      rig.isSilent = move.do === 'silence';
  }
}

function speakersIn(text: string): number[] {
  return [...text.matchAll(/<(\d+)>/g)].map(([, speaker]) => Number(speaker));
}
