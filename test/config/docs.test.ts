import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { defaults, fieldNames, fields } from '../../src/config/fields.js';
import { parseStreamingConfig } from '../../src/config.js';
import { configErrorOf } from './config-problems.js';

const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
const block = (language: string) => page.match(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms'))?.[1] ?? '';

describe('docs/configuration.md', () => {
  it('has an example that names every key and shows the defaults', () => {
    const example = block('yaml');
    const { platforms, ...rest } = parseStreamingConfig(example);
    expect({ ...rest, platforms: {} }).toEqual(defaults);
    expect(platforms).toEqual({ telegram: { editInterval: 1.1 }, irc: { transport: 'buffered' } });
    for (const name of fieldNames) expect(example).toContain(`\n  ${fields[name].key}: `);
  });

  it.each(fieldNames)('tells the default and the range of %s', (name) => {
    const { key, default: value, rule } = fields[name];
    const shown = name === 'cursor' || name === 'interruptedMark' ? JSON.stringify(value) : String(value);
    expect(page.replace(/ +/g, ' ')).toContain(`| \`${key}\` | \`${name}\` | \`${shown}\` | ${rule} |`);
  });

  it('shows errors as they are', () => {
    const text = 'name: gw\n\nstreaming:\n  edit_interval: "fast"\n  bufferThreshold: 1\n';
    expect(`${configErrorOf(() => parseStreamingConfig(text, { file: 'gateway.yaml' })).message}\n`).toBe(block('text'));
  });
});
