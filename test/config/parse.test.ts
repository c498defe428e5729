import { describe, expect, it } from 'vitest';
import { parseStreamingConfig } from '../../src/config.js';
import { configErrorOf, problemsOf } from './config-problems.js';

const defaults = {
  enabled: true,
  transport: 'auto',
  editInterval: 0.3,
  bufferThreshold: 40,
  cursor: ' ▉',
  segments: 'separate',
  freshFinalAfter: 0,
  stallTimeout: 0,
  interruptedMark: '',
  callTimeout: 10,
  finishTimeout: 60,
  platforms: {},
};

describe('parseStreamingConfig', () => {
  it('reads the block of a document and fills what is missing', () => {
    const text = `
gateway: { port: 8080, token: !secret bot }
streaming:
  enabled: true
  transport: edit
  edit_interval: 1
  cursor: " ▉"
  platforms:
    telegram: { edit_interval: 1.1 }
    slack:
      transport: native
`;
    expect(parseStreamingConfig(text)).toEqual({
      ...defaults,
      transport: 'edit',
      editInterval: 1,
      platforms: { telegram: { editInterval: 1.1 }, slack: { transport: 'native' } },
    });
  });

  it.each([
    ['the block itself as text', 'edit_interval: 2\nsegments: joined'],
    ['the block itself as an object', { edit_interval: 2, segments: 'joined' }],
    ['a document as an object', { streaming: { edit_interval: 2, segments: 'joined' }, port: 1 }],
    ['a text with a byte order mark and CRLF', '\uFEFFstreaming:\r\n  edit_interval: 2\r\n  segments: joined\r\n'],
    ['an alias', 'shared: &s { edit_interval: 2, segments: joined }\nstreaming: *s'],
    ['absent values of an object', { edit_interval: 2, segments: 'joined', cursor: undefined }],
  ])('takes %s', (_, value) => {
    expect(parseStreamingConfig(value)).toEqual({ ...defaults, editInterval: 2, segments: 'joined' });
  });

  it.each([
    ['{}', '{}'],
    ['an empty block', 'streaming: {}'],
    ['a document that does not speak of streaming', 'port: 8080\nlogging: { level: info }'],
    ['an empty object', {}],
  ])('gives all defaults for %s', (_, value) => {
    expect(parseStreamingConfig(value)).toEqual(defaults);
  });

  it.each(['off', 'Off', 'no', 'NO', 'false', '"off"'])('reads transport: %s as off', (word) => {
    expect(parseStreamingConfig(`streaming: { transport: ${word} }`).transport).toBe('off');
  });

  it.each([
    ['yes', true],
    ['on', true],
    ['True', true],
    ['no', false],
    ['OFF', false],
    ['false', false],
  ])('reads enabled: %s as %s', (word, meaning) => {
    expect(parseStreamingConfig(`streaming: { platforms: { irc: { enabled: ${word} } } }`).platforms.irc?.enabled).toBe(meaning);
  });

  it('takes what a parser of YAML 1.1 or 1.2 made of a bare word', () => {
    expect(parseStreamingConfig({ streaming: { transport: false } }).transport).toBe('off');
    expect(parseStreamingConfig({ streaming: { transport: 'no', enabled: 'no' } })).toMatchObject({ transport: 'off', enabled: false });
  });

  it('leaves quoted words text', () => {
    expect(parseStreamingConfig('cursor: off').cursor).toBe('off');
    expect(configErrorOf(() => parseStreamingConfig('enabled: "yes"')).message).toBe(
      '<yaml>:1:10: enabled: must be true or false, got "yes"',
    );
  });

  it('says file, line, column, key, rule and what it found on one line', () => {
    const text = 'name: gw\nstreaming:\n  # quick\n  edit_interval: "fast"\n';
    const error = configErrorOf(() => parseStreamingConfig(text, { file: 'gateway.yaml' }));
    expect(error.code).toBe('config-invalid');
    expect(error.message).toBe('gateway.yaml:4:18: streaming.edit_interval: must be a number of seconds from 0 to 3600, got "fast"');
    expect(error.problems).toEqual([
      {
        file: 'gateway.yaml',
        line: 4,
        column: 18,
        key: 'streaming.edit_interval',
        rule: 'must be a number of seconds from 0 to 3600',
        unit: 'seconds',
        got: '"fast"',
      },
    ]);
  });

  it('reports every problem of a file at once', () => {
    const text = `streaming:
  edit_interval: -1
  buffer_threshold: 2.5
  transport: pigeon
  editInterval: 1
  platforms:
    telegram:
      cursr: x
      call_timeout: 0
    discord: fast
`;
    expect(configErrorOf(() => parseStreamingConfig(text, { file: 'g.yaml' })).message.split('\n')).toEqual([
      'g.yaml:2:18: streaming.edit_interval: must be a number of seconds from 0 to 3600, got -1',
      'g.yaml:3:21: streaming.buffer_threshold: must be a whole number of characters from 1 to 1000000, got 2.5',
      'g.yaml:4:14: streaming.transport: must be one of auto, edit, draft, native, buffered, off, got "pigeon"',
      'g.yaml:5:3: streaming.editInterval: unknown key, did you mean edit_interval?',
      'g.yaml:8:7: streaming.platforms.telegram.cursr: unknown key, did you mean cursor?',
      'g.yaml:9:21: streaming.platforms.telegram.call_timeout: must be a number of seconds from 0.1 to 600, got 0',
      'g.yaml:10:14: streaming.platforms.discord: must be a block of settings, got "fast"',
    ]);
  });

  it.each([
    ['a number in quotes', 'edit_interval: "0.3"', 'edit_interval'],
    ['a missing value', 'edit_interval:', 'edit_interval'],
    ['null', 'cursor: null', 'cursor'],
    ['infinity', 'edit_interval: .inf', 'edit_interval'],
    ['not a number', 'stall_timeout: .nan', 'stall_timeout'],
    ['a huge number', 'finish_timeout: 1e400', 'finish_timeout'],
    ['a list', 'cursor: [a]', 'cursor'],
    ['a cursor of two lines', 'cursor: "a\\nb"', 'cursor'],
    ['a cursor that is too long', `cursor: ${'x'.repeat(65)}`, 'cursor'],
    ['half a surrogate pair', 'interrupted_mark: "\\ud83d"', 'interrupted_mark'],
    ['transport: true', 'transport: true', 'transport'],
    ['an empty block', 'streaming:', 'streaming'],
    ['a list as the block', 'streaming: [1]', 'streaming'],
    ['a list of platforms', 'platforms: [telegram]', 'platforms'],
    ['platforms within a platform', 'platforms: { a: { platforms: {} } }', 'platforms.a.platforms'],
    ['a merge key', 'enabled: true\n<<: { cursor: x }', '<<'],
    ['a misspelt block', 'steaming: { enabled: true }', 'steaming'],
    ['a misspelt key at the top', 'edit_intervl: 3', 'edit_intervl'],
    ['a key that is a way to a prototype', 'enabled: true\n__proto__: { cursor: x }', '__proto__'],
    ['a text that is no map', 'edit', ''],
    ['an empty text', '', ''],
    ['a text of comments', '# nothing\n', ''],
    ['a syntax error', 'streaming: { edit_interval: 1', ''],
    ['a key twice', 'enabled: true\nenabled: false', ''],
    ['a key twice where it is not ours', 'a: 1\na: 2\nstreaming: {}', ''],
    ['two documents', 'enabled: true\n---\nenabled: false', ''],
    ['an alias without an anchor', 'streaming: { cursor: *nowhere }', ''],
  ])('refuses %s', (_, text, key) => {
    const problems = problemsOf(() => parseStreamingConfig(text));
    expect(problems.map((problem) => problem.key)).toEqual([key]);
    expect(problems[0]).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    expect(problems[0]?.rule).not.toContain('\n');
  });

  it.each([null, undefined, 7, [], { streaming: null }, { edit_interval: Number.NaN }, { editInterval: 1 }])('refuses %o', (value) => {
    expect(problemsOf(() => parseStreamingConfig(value))).toHaveLength(1);
  });

  it('refuses aliases that grow without end, and does not take long to', () => {
    const levels = 'bcdefghij'.split('').map((name, index) => {
      const before = String.fromCharCode('a'.charCodeAt(0) + index);
      return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
    });
    const bomb = ['a: &a [x,x]', ...levels, 'streaming: { platforms: *j }'].join('\n');
    expect(configErrorOf(() => parseStreamingConfig(bomb)).message).toContain('Excessive alias count');
  });

  it('refuses nesting that is too deep with a short message', () => {
    expect(problemsOf(() => parseStreamingConfig('['.repeat(20_000))).length).toBeLessThanOrEqual(20);
  });

  it('does not repeat the value of a key that it does not know', () => {
    expect(configErrorOf(() => parseStreamingConfig('streaming: { bot_token: hunter2 }')).message).not.toContain('hunter2');
  });

  it('keeps a platform with an odd name to itself', () => {
    const { platforms } = parseStreamingConfig('platforms: { __proto__: { cursor: x }, constructor: { cursor: y } }');
    expect(Object.entries(platforms)).toEqual([
      ['__proto__', { cursor: 'x' }],
      ['constructor', { cursor: 'y' }],
    ]);
    expect(Object.getPrototypeOf(platforms)).toBe(Object.prototype);
  });
});
