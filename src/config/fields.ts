import { characterCount, type Field, flag, oneOf, seconds, textUpTo } from './field.js';
import type { StreamingBlock, StreamingConfig } from './streaming-config.js';

const day = 86_400;

/** Every setting, once. Checking, reading and writing YAML all go by this table; the order is the one in which it is written. */
export const fields: { readonly [Name in keyof StreamingBlock]: Field<StreamingBlock[Name]> } = {
  enabled: {
    key: 'enabled',
    default: true,
    about: 'false is the same as transport: off',
    ...flag(),
    bareWords: { yes: true, on: true, no: false, off: false },
  },
  transport: {
    key: 'transport',
    default: 'auto',
    about: 'how text gets to the screen',
    ...oneOf('auto', 'edit', 'draft', 'native', 'buffered', 'off'),
    bareWords: { no: 'off', off: 'off', false: 'off' },
  },
  editInterval: {
    key: 'edit_interval',
    default: 0.3,
    about: 'between two previews of one message',
    ...seconds(0, 3600),
  },
  bufferThreshold: {
    key: 'buffer_threshold',
    default: 40,
    about: 'unshown text that forces a preview before the interval is over',
    ...characterCount(1, 1_000_000),
  },
  cursor: {
    key: 'cursor',
    default: ' ▉',
    about: 'stands at the end of a preview',
    ...textUpTo(64, { lines: 'one' }),
  },
  segments: {
    key: 'segments',
    default: 'separate',
    about: 'whether text after a tool call is a new message',
    ...oneOf('separate', 'joined'),
  },
  freshFinalAfter: {
    key: 'fresh_final_after',
    default: 0,
    about: 'age at which the last message is replaced by a new one at the end, 0 = never',
    ...seconds(0, day),
  },
  stallTimeout: {
    key: 'stall_timeout',
    default: 0,
    about: 'silence after text that ends the stream, 0 = never',
    ...seconds(0, day),
  },
  interruptedMark: {
    key: 'interrupted_mark',
    default: '',
    about: 'appended when the source breaks off or stalls',
    ...textUpTo(200, { lines: 'many' }),
  },
  callTimeout: {
    key: 'call_timeout',
    default: 10,
    about: 'what one platform call may take',
    ...seconds(0.1, 600),
  },
  finishTimeout: {
    key: 'finish_timeout',
    default: 60,
    about: 'what bringing the answer to its end may take',
    ...seconds(1, 3600),
  },
};

/** The names of the settings, in the order of the table. */
export const fieldNames = Object.keys(fields) as (keyof StreamingBlock)[];

/** What holds where nothing is set. */
export const defaults: StreamingConfig = {
  // The table's type ties each default to its setting; Object.fromEntries cannot say so.
  ...(Object.fromEntries(fieldNames.map((name) => [name, fields[name].default])) as unknown as StreamingBlock),
  platforms: {},
};
