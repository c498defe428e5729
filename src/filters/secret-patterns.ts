/** One kind of secret: what stands before it, and what it is made of. Both are looked at in a bounded window, so that no pattern
 *  can hold back more than `min` characters. */
export interface SecretPattern {
  /** For error messages; not empty. */
  readonly name: string;
  /** What stands directly before the secret, and stays visible. A string counts as written and anywhere; a regular expression is
   *  matched so that it ends there, against at most 128 characters. */
  readonly after: string | RegExp;
  /** Which characters the secret is made of: tested against one UTF-16 unit at a time. The first one that fails ends it. */
  readonly body: RegExp;
  /** From how many such characters on it is a secret, 1 to 256; so many less one are held back at most. */
  readonly min: number;
  /** What the first `min` characters have to contain, so that a word is not taken for a secret. Default: nothing. */
  readonly contains?: RegExp | undefined;
  /** The secret goes on to this text, 1 to 64 characters, which stays visible. Needs a `body` that all of it passes. Default:
   *  none, the body alone decides. */
  readonly until?: string | undefined;
}

const alphanumeric = /[A-Za-z0-9]/;
const word = /[A-Za-z0-9_]/;
const dashed = /[A-Za-z0-9_-]/;
const dotted = /[A-Za-z0-9_.-]/;

function prefixed(name: string, body: RegExp, min: number, ...prefixes: string[]): SecretPattern[] {
  return prefixes.map((after) => ({ name, after, body, min }));
}

/** Not inside a word; an escape such as `\n` or `%3D` before it is not part of one. */
const wordStart = '(?:(?<![A-Za-z0-9])|(?<=\\\\[nrt])|(?<=%[0-9A-Fa-f]{2}))';

/** The credentials that `maskSecrets` masks unless told otherwise. The least lengths are far below the real ones, so that one
 *  that breaks off is masked too. */
export const secretPatterns: readonly SecretPattern[] = [
  ...prefixed('github', alphanumeric, 10, 'ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'),
  ...prefixed('github', word, 10, 'github_pat_'),
  ...prefixed('gitlab', dashed, 10, 'glpat-'),
  ...prefixed('npm', alphanumeric, 10, 'npm_'),
  ...prefixed('stripe', alphanumeric, 10, 'sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'),
  ...prefixed('webhook', /[A-Za-z0-9+/=]/, 10, 'whsec_'),
  ...prefixed('slack', dashed, 10, 'xoxa-', 'xoxb-', 'xoxe-', 'xoxe.', 'xoxo-', 'xoxp-', 'xoxr-', 'xoxs-', 'xapp-'),
  ...prefixed('google', dashed, 10, 'AIza', 'GOCSPX-'),
  ...prefixed('google', dotted, 10, 'ya29.'),
  ...prefixed('aws', /[A-Z0-9]/, 12, 'AKIA', 'ASIA'),
  ...prefixed('jwt', dotted, 17, 'eyJ'),
  ...prefixed('hugging face', alphanumeric, 20, 'hf_'),
  ...prefixed('shopify', alphanumeric, 16, 'shpat_', 'shpss_', 'shpca_'),
  ...prefixed('digitalocean', alphanumeric, 16, 'dop_v1_', 'doo_v1_'),
  ...prefixed('pypi', dashed, 16, 'pypi-AgE'),
  ...prefixed('gitlab', dashed, 10, 'glrt-', 'gldt-'),
  ...prefixed('slack', /[A-Za-z0-9/]/, 16, 'hooks.slack.com/services/'),
  { name: 'matrix', after: new RegExp(`${wordStart}syt_`), body: word, min: 16 },
  { name: 'groq', after: new RegExp(`${wordStart}gsk_`), body: alphanumeric, min: 16 },
  { name: 'xai, perplexity or nvidia', after: new RegExp(`${wordStart}(?:xai|pplx|nvapi)-`), body: dashed, min: 16, contains: /[A-Z0-9]/ },
  { name: 'replicate', after: new RegExp(`${wordStart}r8_`), body: alphanumeric, min: 16 },
  { name: 'sendgrid', after: new RegExp(`${wordStart}SG\\.`), body: dotted, min: 20 },
  { name: 'discord', after: /(?<![\w-])[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6}\./, body: dashed, min: 20 },
  { name: 'openai or anthropic', after: new RegExp(`${wordStart}sk-(?:ant|proj|svcacct|admin|or)-`), body: dashed, min: 10 },
  { name: 'openai or anthropic', after: new RegExp(`${wordStart}sk-`), body: dashed, min: 16, contains: /[A-Z0-9]/ },
  { name: 'telegram', after: /(?<![0-9])[0-9]{8,10}:/, body: dashed, min: 20 },
  {
    name: 'authorization header',
    after: /authorization["']?[ \t]{0,3}[:=][ \t]{0,3}["']?(?:bearer|basic|bot|token)[ \t]{1,3}/i,
    body: /[A-Za-z0-9_.~+/=-]/,
    min: 8,
  },
  { name: 'bearer token', after: /(?<![a-z0-9])bearer[ \t]{1,3}/i, body: /[A-Za-z0-9_.~+/=-]/, min: 16, contains: /[A-Z0-9]/ },
  {
    name: 'environment variable',
    after: /(?<![A-Za-z0-9])(?:API_?KEY|(?:ACCESS|SECRET|PRIVATE)_KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)(?:_[A-Z0-9]+)*=["']?/,
    body: /[^\s"'`<>{}()[\],;|$\\]/,
    min: 8,
  },
  {
    name: 'assignment',
    after:
      /(?:api|access|secret|private)[_-]?key["'`]?[ \t]{0,3}(?::=|=>?|:)[ \t]{0,3}["'`]?|(?:token|secret|passw(?:or)?d|credentials?)["'`]?[ \t]{0,3}(?::=|=>?|:)[ \t]{0,3}["'`]?/i,
    body: /[A-Za-z0-9_.~+/=-]/,
    min: 20,
    contains: /[0-9]/,
  },
  {
    name: 'private key',
    after: /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----/,
    body: /[A-Za-z0-9+/=\s\\:,-]/,
    min: 16,
    contains: /\n|\\n|[A-Za-z0-9+/=]{12}/,
    until: '-----END',
  },
];
