import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterOptionError, maskSecrets, type SecretPattern } from '../../src/filters/index.js';
import { exception, piecesOf, play, shown } from './chunkings.js';

// Put together here so that no scanner takes this file for a leak.
const body = (n: number) => 'Ab3dEfGh1JkLmN0pQrStUvWx2zAbCdEf4hIjKlMn'.repeat(3).slice(0, n);
const upper = 'IOSFODNN7EXAMPLE';

/** [what stands before the secret, the secret] */
const secrets: [name: string, before: string, secret: string][] = [
  ['a GitHub token', 'ghp_', body(36)],
  ['a GitHub OAuth token', 'gho_', body(36)],
  ['a GitHub app token', 'ghs_', body(36)],
  ['a fine-grained GitHub token', 'github_pat_', `${body(22)}_${body(59)}`],
  ['a fine-grained GitHub token, broken off', 'github_pat_', 'ABCDEFGHIJ'],
  ['an OpenAI key', 'sk-', body(48)],
  ['an OpenAI project key', 'sk-', `proj-${body(20)}_${body(20)}-${body(8)}`],
  ['an Anthropic key', 'sk-', `ant-api03-${body(40)}-${body(20)}`],
  ['an AWS key id', 'AKIA', upper],
  ['an AWS secret', 'AWS_SECRET_ACCESS_KEY=', `${body(20)}/${body(19)}`],
  ['an AWS secret in a credentials file', 'aws_secret_access_key = ', `${body(20)}/${body(19)}`],
  ['a Slack bot token', 'xoxb-', `1234567890-${body(24)}`],
  ['a Slack user token', 'xoxp-', `1234567890-${body(24)}`],
  ['a Slack app token', 'xapp-', `1-${body(24)}`],
  ['a Telegram bot token', '110201543:', body(35)],
  ['a Telegram bot token in a URL', 'https://api.telegram.org/bot110201543:', body(35)],
  ['a Google key', 'AIza', body(35)],
  ['a JWT', 'eyJ', `hbGciOiJIUzI1NiJ9.eyJ${body(20)}.${body(43)}`],
  ['an npm token', 'npm_', body(36)],
  ['a Stripe key', 'sk_live_', body(24)],
  ['a bearer token', 'Bearer ', body(32)],
  ['an authorization header', 'Authorization: Bearer ', 'abcdefgh'],
  ['a JSON field', '"api_key": "', body(32)],
  ['an environment variable', 'DB_PASSWORD=', 'hunter2!!'],
  ['an escaped line break', '\\nsk-', body(48)],
];

const newlinePem = `\nMIIEvQIBADANBgkqhkiG9w0B\n${body(64)}\n${body(40)}==\n`;
const pem = (inner: string) => `-----BEGIN RSA PRIVATE KEY-----${inner}-----END RSA PRIVATE KEY-----`;

describe('maskSecrets', () => {
  it.each(secrets)('%s', (_name, before, secret) => {
    expect(exception(maskSecrets(), `a ${before}${secret} z`, `a ${before}*** z`)).toBeUndefined();
    expect(shown(maskSecrets(), before + secret)).toBe(`${before}***`);
  });

  it.each([
    ['line by line', newlinePem],
    ['with escaped line breaks', newlinePem.replaceAll('\n', '\\n')],
    ['encrypted', `\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00FF\n${newlinePem}`],
    ['in one line', ` ${body(64)} `],
  ])('a private key %s', (_name, inner) => {
    expect(exception(maskSecrets(), `a ${pem(inner)} z`, `a ${pem('***')} z`)).toBeUndefined();
  });

  it.each([
    'I recommend sk-learn for this, or sk-learn-contrib in a risk-assessment-and-mitigation-framework.',
    'The bearer of this letter, the Bearer token and bearer authentication.',
    'Secret: the token is a password. Password: none. token = await load_api_key_from_somewhere()',
    'const token = process.env.TOKEN; TOKEN=$(cat file) TOKEN=<your token> TOKEN=short',
    'ghp_ and ghp_short, npm_config_registry, xoxb-, AKIA, eyJ, hf_hub_download, hf_transformers',
    'at 20240101:12 see -----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY----- and go on.',
    'an empty -----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY----- and go on.',
    'Plain prose – with 🙂 and “quotes”.\n\n```ts\nconst a = 1;\n```\n',
  ])('leaves %j alone', (text) => {
    for (const pieces of [[text], text.split('')]) expect(play(maskSecrets(), pieces).segments.join('')).toBe(text);
  });

  it('lets no half of a secret flash', () => {
    const run = maskSecrets().start();
    expect(run.push?.('Credential: github_pat_ABCDEFGHI')).toBe('Credential: github_pat_');
    expect(run.push?.('J')).toBe('***');
    expect(run.push?.('KLMNOPQRSTUVWXYZ0123456789')).toBe('');
    expect(run.push?.(' finished')).toBe(' finished');
  });

  it('shows the same wherever the text is cut, and no four characters of a secret', () => {
    const fragments = [
      ...secrets.map(([, before, secret]) => `${before}${secret} `),
      pem(newlinePem),
      'text ',
      ' ',
      '\n',
      'sk-',
      'token: ',
      '"',
      '12345678:',
    ];
    const filter = maskSecrets();
    fc.assert(
      fc.property(piecesOf(fragments), ({ text, pieces }) => {
        const out = play(filter, pieces).segments.join('');
        expect(out).toBe(shown(filter, text));
        expect(out).not.toMatch(/Ab3d|dEfG|Gh1J|EXAM|hunter2/);
      }),
      { numRuns: 500 },
    );
  });

  it('passes prose at once, and holds back less than the longest least length', () => {
    const run = maskSecrets().start();
    expect(run.push?.('Plain prose, a token and 12345678: all of it.')).toBe('Plain prose, a token and 12345678: all of it.');
    const filter = maskSecrets({ mask: '' });
    fc.assert(
      fc.property(
        piecesOf(['ghp_', 'sk-', 'a', 'B1', ' ', '=', 'TOKEN', ':', '.', '\n', '12345678:', 'eyJ', '-----BEGIN PRIVATE KEY-----']),
        ({ pieces }) => {
          const run = filter.start();
          for (const piece of pieces) run.push?.(piece);
          expect(run.close?.('finish').length).toBeLessThan(20);
        },
      ),
    );
  });

  it('goes on masking behind a boundary', () => {
    const token = `ghp_${body(36)}`;
    for (let i = 1; i < token.length - 16; i += 1) {
      const { segments } = play(maskSecrets(), [token.slice(0, i), null, `${token.slice(i)} z`]);
      // A beginning below the least length comes out at the boundary; of what follows nothing does.
      expect(segments[1], `cut at ${i}`).toMatch(/^[ghp_]{0,4}\*\*\* z$/);
    }
  });

  it('does not take an ordinary word behind a boundary for the rest of a secret', () => {
    const { segments } = play(maskSecrets(), [`ghp_${body(36)}`, null, 'Internationalization is done.']);
    expect(segments).toEqual(['ghp_***', 'Internationalization is done.']);
  });

  it('keeps a private key hidden over boundaries', () => {
    const [head = '', tail = ''] = [pem(newlinePem).slice(0, 80), pem(newlinePem).slice(80)];
    expect(play(maskSecrets(), [head, null, tail]).segments).toEqual([
      '-----BEGIN RSA PRIVATE KEY-----***',
      '-----END RSA PRIVATE KEY-----',
    ]);
  });

  it('takes other patterns and another mask', () => {
    const patterns: SecretPattern[] = [{ name: 'ours', after: /(?<!\w)key-/i, body: /[0-9]/, min: 3 }];
    expect(shown(maskSecrets({ patterns, mask: '[hidden]' }), 'KEY-123456 monkey-123 key-12 ghp_abcdefghijkl')).toBe(
      'KEY-[hidden] monkey-123 key-12 ghp_abcdefghijkl',
    );
  });

  const good: SecretPattern = { name: 'x', after: 'x-', body: /\d/, min: 3 };
  it.each<[string, object]>([
    ['after', { after: '' }],
    ['after', { after: 'x'.repeat(65) }],
    ['after', { after: /x/g }],
    ['after', { after: /x*/ }],
    ['after', { after: /^/ }],
    ['body', { body: /x/y }],
    ['body', { body: '[0-9]' }],
    ['min', { min: 0 }],
    ['min', { min: 257 }],
    ['min', { min: Number.NaN }],
    ['name', { name: 7 }],
    ['name', { name: '' }],
    ['contains', { contains: /x/g }],
    ['until', { until: 'END' }],
    ['until', { until: '' }],
    ['until', { until: '1a' }],
    ['until', { until: ['1'] }],
  ])('refuses a pattern with a bad %s', (field, wrong) => {
    const patterns = [good, { ...good, ...wrong }] as SecretPattern[];
    expect(() => maskSecrets({ patterns })).toThrow(expect.objectContaining({ option: `maskSecrets.patterns[1].${field}` }));
  });

  it.each<[object, RegExp]>([
    [{ name: '' }, /name must be a string/],
    [{ after: '' }, /after must be a string of 1 to 64 characters, or a regular expression without the flags g and y/],
    [{ after: /x*/ }, /after must be something that has to be there/],
    [{ body: 7 }, /body must be a regular expression without the flags g and y, for one character/],
    [{ min: 0 }, /min must be a whole number from 1 to 256/],
    [{ contains: 7 }, /contains must be a regular expression without/],
    [{ until: '' }, /until must be a string of 1 to 64 characters that body accepts/],
  ])('says what is wrong with %j', (wrong, words) => {
    expect(() => maskSecrets({ patterns: [{ ...good, ...wrong } as SecretPattern] })).toThrow(words);
  });

  it('takes the least, and the most, that may be asked for', () => {
    expect(shown(maskSecrets({ patterns: [{ ...good, min: 1 }] }), 'x-1')).toBe('x-***');
    expect(shown(maskSecrets({ patterns: [{ ...good, min: 256 }] }), `x-${'1'.repeat(256)}`)).toBe('x-***');
    const after = 'x'.repeat(64);
    expect(shown(maskSecrets({ patterns: [{ ...good, after }] }), `${after}123`)).toBe(`${after}***`);
  });

  it.each([[{ patterns: [] }], [{ patterns: [null] }], [{ patterns: [good, null] }], [{ patterns: ['x'] }]])('refuses %j', (options) => {
    expect(() => maskSecrets(options as object)).toThrow(expect.objectContaining({ option: 'maskSecrets.patterns' }));
  });

  it.each([[{ mask: 7 }], [{ mask: '*'.repeat(65) }]])('refuses %j', (options) => {
    expect(() => maskSecrets(options as object)).toThrow(FilterOptionError);
  });

  it('takes the longest mask that may be', () => {
    expect(shown(maskSecrets({ mask: '*'.repeat(64) }), `ghp_${body(36)}`)).toBe(`ghp_${'*'.repeat(64)}`);
  });

  it('has a name', () => {
    expect(maskSecrets().name).toBe('maskSecrets');
  });

  it('sees nothing before the beginning, and no more than 128 characters before a secret', () => {
    expect(shown(maskSecrets({ patterns: [{ ...good, after: '!' }] }), '123 !123')).toBe('123 !***');
    const far = (length: number) =>
      shown(maskSecrets({ patterns: [{ ...good, after: new RegExp(`k[a]{${length}}`) }] }), `k${'a'.repeat(length)}123`);
    expect([far(127).slice(-3), far(128).slice(-3)]).toEqual(['***', '123']);
  });

  it('takes no word in a secret for the end of it', () => {
    for (const secret of ['abcdefghijklundefined', '1undefined']) expect(shown(maskSecrets(), `ghp_${secret} z`)).toBe('ghp_*** z');
  });
});
