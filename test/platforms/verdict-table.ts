import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const page = new URL('../../docs/platforms.md', import.meta.url);

const head = `# Platforms, end to end

Written by \`npm test\` (\`test/platforms\`, \`test/real\`). Every answer goes through the platform's own client to a server that fails as the column says.
`;

/** What came of each platform in each scenario, as a table of docs/platforms.md. A section has a name, so that several test files can
 *  write to the page. */
export class VerdictTable {
  readonly #section: string;
  readonly #cells = new Map<string, { verdict: string; isSound: boolean }>();

  constructor(section: string) {
    this.#section = section;
  }

  /** A scenario that does not apply. */
  leaveOut(row: string, column: string): void {
    this.#cells.set(keyOf(row, column), { verdict: '–', isSound: true });
  }

  /** One of several runs of a scenario; the cell holds if all of them passed. */
  expect(row: string, column: string, verdict: string): { passed(): void } {
    const cell = this.#cells.get(keyOf(row, column)) ?? { verdict, isSound: true };
    const wasSound = cell.isSound;
    cell.isSound = false;
    this.#cells.set(keyOf(row, column), cell);
    return {
      passed: () => {
        cell.isSound = wasSound;
      },
    };
  }

  /** Writes the section, unless only a part of the tests was run. */
  write({ rows, columns, answers }: { rows: readonly string[]; columns: readonly string[]; answers: number }): void {
    const isWhole = rows.every((row) => columns.every((column) => this.#cells.has(keyOf(row, column))));
    if (!isWhole) return;
    const cells = [['', ...columns], ...rows.map((row) => [row, ...columns.map((column) => this.#cell(row, column))])];
    const widths = ['', ...columns].map((_, index) => Math.max(3, ...cells.map((row) => row[index]?.length ?? 0)));
    const line = (row: readonly string[], fill = ' ') =>
      `| ${widths.map((width, index) => (row[index] ?? '').padEnd(width, fill)).join(' | ')} |`;
    const [header = [], ...body] = cells;
    const lines = [`${answers} answers for each cell.`, '', line(header), line([], '-'), ...body.map((row) => line(row))];
    this.#put(lines.join('\n'));
  }

  #cell(row: string, column: string): string {
    const cell = this.#cells.get(keyOf(row, column));
    return cell?.isSound ? cell.verdict : '**failed**';
  }

  #put(table: string): void {
    const [begin, end] = [`<!-- ${this.#section}: begin -->`, `<!-- ${this.#section}: end -->`];
    const section = `${begin}\n\n${table}\n\n${end}`;
    const before = existsSync(page) ? readFileSync(page, 'utf8') : head;
    const from = before.indexOf(begin);
    const to = before.indexOf(end);
    const after = from < 0 ? `${before.trimEnd()}\n\n${section}\n` : before.slice(0, from) + section + before.slice(to + end.length);
    if (after !== before) writeFileSync(page, after);
  }
}

function keyOf(row: string, column: string): string {
  return `${row}\n${column}`;
}
