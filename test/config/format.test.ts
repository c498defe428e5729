import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatStreamingConfig, parseStreamingConfig, type StreamingBlock, type StreamingConfig } from '../../src/config.js';
import { configErrorOf } from './config-problems.js';

const seconds = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => (value === 0 ? 0 : value));
const showable = (maxLength: number, unshowable: RegExp) =>
  fc.string({ unit: 'binary', maxLength }).filter((text) => text.length <= maxLength && !unshowable.test(text));

const block: { [Name in keyof StreamingBlock]: fc.Arbitrary<StreamingBlock[Name]> } = {
  enabled: fc.boolean(),
  transport: fc.constantFrom('auto', 'edit', 'draft', 'native', 'buffered', 'off'),
  editInterval: seconds(0, 3600),
  bufferThreshold: fc.integer({ min: 1, max: 1_000_000 }),
  cursor: fc.oneof(showable(64, /[\p{Cc}\p{Zl}\p{Zp}]/u), fc.constantFrom('off', 'null', '1', '# x', ' ', '---', '*a', "'", '~')),
  segments: fc.constantFrom('separate', 'joined'),
  freshFinalAfter: seconds(0, 86_400),
  stallTimeout: seconds(0, 86_400),
  interruptedMark: fc.oneof(showable(200, /(?!\n)\p{Cc}/u), fc.constantFrom('\n\n(interrupted)', 'a\n', '\n', ' a: b # c ')),
  callTimeout: seconds(0.1, 600),
  finishTimeout: seconds(1, 3600),
};
const platformName = fc.oneof(fc.string(), fc.constantFrom('telegram', 'null', 'on', '1', '__proto__', '<<', 'a: b'));
const config: fc.Arbitrary<StreamingConfig> = fc.record({
  ...block,
  platforms: fc.dictionary(platformName, fc.record(block, { requiredKeys: [] }), { maxKeys: 4, noNullPrototype: true }),
});

describe('formatStreamingConfig', () => {
  it('is the inverse of parseStreamingConfig', () => {
    fc.assert(
      fc.property(config, (given) => {
        expect(parseStreamingConfig(formatStreamingConfig(given))).toEqual(given);
      }),
    );
  });

  it('tells unit and range beside every key', () => {
    expect(formatStreamingConfig({ ...parseStreamingConfig('{}'), platforms: { telegram: { editInterval: 1.1 } } })).toMatchInlineSnapshot(`
      "streaming:
        enabled: true # false is the same as transport: off; true or false
        transport: auto # how text gets to the screen; one of auto, edit, draft, native, buffered, off
        edit_interval: 0.3 # between two previews of one message; a number of seconds from 0 to 3600
        buffer_threshold: 40 # unshown text that forces a preview before the interval is over; a whole number of characters from 1 to 1000000
        cursor: " ▉" # stands at the end of a preview; one line of text of at most 64 characters
        segments: separate # whether text after a tool call is a new message; one of separate, joined
        fresh_final_after: 0 # age at which the last message is replaced by a new one at the end, 0 = never; a number of seconds from 0 to 86400
        stall_timeout: 0 # silence after text that ends the stream, 0 = never; a number of seconds from 0 to 86400
        interrupted_mark: "" # appended when the source breaks off or stalls; text of at most 200 characters
        call_timeout: 10 # what one platform call may take; a number of seconds from 0.1 to 600
        finish_timeout: 60 # what bringing the answer to its end may take; a number of seconds from 1 to 3600
        platforms:
          telegram:
            edit_interval: 1.1
      "
    `);
  });

  it('refuses what could not be read back', () => {
    expect(configErrorOf(() => formatStreamingConfig({ ...parseStreamingConfig('{}'), callTimeout: 0 })).message).toBe(
      'config.callTimeout: must be a number of seconds from 0.1 to 600, got 0',
    );
  });
});
