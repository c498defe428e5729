// Tables, and a page whose sections are written one by one.

import { cpus, release, type } from 'node:os';

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench\`; nothing here was typed by hand. Delivery is measured in virtual time, so those numbers are the same on every machine; cost is
measured in real time on the machine that is named there. \`npm run bench -- quality\`, \`fleet\` or \`overhead\` measures one part. The peers are installed
with \`npm install --prefix bench\`.`;

/** In the order of the page; a section of another name is not kept. */
export const SECTIONS = ['How stale the screen is', 'A fleet under one token', 'What it costs'] as const;

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

export const ms = (value: number | undefined | null): string =>
  value === undefined || value === null || !Number.isFinite(value) ? 'never' : `${Math.round(value)} ms`;

export const tick = (met: boolean | undefined): string => (met === undefined ? '' : met ? 'met' : '**missed**');

/** On what, with what, by which command. */
export function setting(part: string, versions: Record<string, string>, missing: readonly string[]): string {
  const lines = [
    `- Machine: ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown'}, ${type()} ${release()}`,
    `- Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
    `- Command: \`npm run bench -- ${part}\``,
    ...(missing.length > 0 ? [`- Not measured, because it could not be loaded: ${missing.join('; ')}`] : []),
  ];
  return lines.join('\n');
}

/** The page with these sections in the place of those of the same name. */
export function withSections(page: string, sections: readonly string[]): string {
  const kept = page.split(/^(?=## )/mu).map((section) => section.trim());
  const found = SECTIONS.flatMap((name) => {
    const isIt = (section: string) => section.startsWith(`## ${name}\n`);
    const section = sections.find(isIt) ?? kept.find(isIt);
    return section ? [section] : [];
  });
  return `${[INTRODUCTION, ...found].join('\n\n')}\n`;
}
