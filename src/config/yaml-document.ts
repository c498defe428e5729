import { Document, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument, visit } from 'yaml';
import type { Finding } from './check.js';
import { ConfigError, type ConfigProblem } from './config-error.js';
import { fieldNames, fields } from './fields.js';

type Place = Pick<ConfigProblem, 'file' | 'line' | 'column'>;

/** A configuration that was read but not yet checked. */
export interface ConfigDocument {
  /** The keys at the top, ours and others. Empty if the top is not a map. */
  keys: readonly string[];
  /** What the key at the top holds, or all of it, as plain data. */
  read(key?: string): unknown;
  /** Where a finding is in the text. */
  place(finding: Pick<Finding, 'path' | 'at'>): Place;
}

/** A YAML text that goes wrong once goes wrong everywhere after; more than this many errors help nobody. */
const maxSyntaxErrors = 20;

/** Reads YAML text, or takes what a YAML parser made of one; from here on both are the same.
 *  @throws {ConfigError} `config-invalid` for text that is not one YAML document or holds the same key twice. */
export function readDocument(value: unknown, file: string | undefined): ConfigDocument {
  const lines = new LineCounter();
  const document =
    typeof value === 'string'
      ? parseDocument(value, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
      : new Document(value, { logLevel: 'error' });
  const placeAt = (offset: number | undefined): Place => {
    if (typeof value !== 'string' || offset === undefined) return { file };
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const fail = (rule: string, offset = 0): never => {
    throw new ConfigError('config-invalid', [{ key: '', rule, ...placeAt(offset) }]);
  };

  if (document.errors.length > 0) {
    throw new ConfigError(
      'config-invalid',
      document.errors.slice(0, maxSyntaxErrors).map((error) => ({ key: '', rule: syntaxRule(error), ...placeAt(error.pos[0]) })),
    );
  }
  const top = document.contents;
  if (top === null) return fail('is empty; to take all defaults write {}');

  understandBareWords(document);
  const pairs = isMap(top) ? top.items : [];
  return {
    keys: pairs.map(keyOfPair),
    read(key) {
      const node = key === undefined ? top : pairs.find((pair) => keyOfPair(pair) === key)?.value;
      if (!isNode(node)) return node;
      try {
        return node.toJS(document, { maxAliasCount: 100 });
      } catch (error) {
        return fail(error instanceof Error ? firstLine(error.message) : String(error), node.range?.[0]);
      }
    },
    place({ path, at }) {
      let node: unknown = top;
      let pair: Pair | undefined;
      for (const key of path) {
        // Behind an alias there is no way down in the text: the place is the alias.
        if (!isMap(node)) break;
        pair = node.items.find((item) => keyOfPair(item) === key);
        node = pair?.value;
      }
      const target = at === 'key' ? pair?.key : node;
      return placeAt(isNode(target) ? target.range?.[0] : undefined);
    },
  };
}

/** YAML 1.2 reads `off` and `yes` as text; where a setting knows the word, it means what it meant in YAML 1.1. In quotes it
 *  stays text. */
function understandBareWords(document: Document): void {
  visit(document, {
    Pair(_, pair) {
      const words = fieldNames.map((name) => fields[name]).find((field) => field.key === keyOfPair(pair))?.bareWords;
      const scalar = pair.value;
      if (words === undefined || !isScalar(scalar) || scalar.type?.startsWith('QUOTE')) return;
      const word = String(scalar.value).toLowerCase();
      if (Object.hasOwn(words, word)) scalar.value = words[word as keyof typeof words];
    },
  });
}

function keyOfPair({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function syntaxRule(error: { code: string; message: string }): string {
  if (error.code === 'MULTIPLE_DOCS') return 'must be one YAML document; a second one starts here';
  if (error.code === 'DUPLICATE_KEY') return 'this key is there twice';
  return firstLine(error.message);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
