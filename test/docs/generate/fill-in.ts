// The parts of docs/machines.md that only repeat the charts: written here, so that nobody has to keep them true by hand.

import type { Chart, ChartState, ChartTransition } from '../../../src/diagram/chart.js';

/** Rewrites what stands between `<!-- chart/state -->` and `<!-- end -->`; `<!-- chart/ -->` is for what the root answers. */
export function fillIn(document: string, charts: Readonly<Record<string, Chart>>): string {
  return document.replace(
    /(<!-- (\w+)\/(\w*) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, open: string, name: string, top: string, close: string) => {
      const chart = charts[name];
      if (!chart) throw new Error(`docs/machines.md asks for a chart named ${name}`);
      return `${open}${top === '' ? rootPart(chart) : statePart(chart, top)}\n${close}`;
    },
  );
}

function rootPart({ ignored, transitions }: Chart): string {
  const lines = [ignored.length > 0 ? `Ignored by name where no state answers: ${ignored.map(code).join(' ')}.\n` : ''];
  const own = transitions.filter(({ from }) => from === '');
  if (own.length > 0) lines.push(transitionTable(own));
  return lines.filter((line) => line !== '').join('\n');
}

function statePart({ states, transitions }: Chart, top: string): string {
  const within = states.filter(({ id }) => topOf(id) === top);
  if (within.length === 0) throw new Error(`docs/machines.md asks for a state named ${top}`);
  const own = transitions.filter(({ from }) => from !== '' && topOf(from) === top);
  const lines = [stateTable(within)];
  if (own.length > 0)
    lines.push(`<details><summary>${own.length} transitions of <code>${top}</code></summary>\n`, transitionTable(own), '</details>');
  return lines.join('\n');
}

function stateTable(states: ChartState[]): string {
  return table(
    ['state', 'what it is', 'on entry', 'tags'],
    states.map(({ id, description, entry, tags }) => [code(id), description, entry.map(code).join(' '), tags.join(' ')]),
  );
}

function transitionTable(transitions: ChartTransition[]): string {
  return table(
    ['in', 'on', 'if', 'goes to', 'does'],
    transitions.map(({ from, event, guard = '', to, reenter, actions, description }) => [
      from === '' ? 'any' : code(from),
      event.startsWith('after') ? event : code(event),
      guard && code(guard),
      `${to === undefined ? 'stays' : code(to)}${reenter ? ', anew' : ''}${description ? `: ${description}` : ''}`,
      actions.map(code).join(' '),
    ]),
  );
}

/** Columns are padded, as the formatter would. */
function table(head: string[], rows: string[][]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: string[], filler = ' ') =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, filler)).join(' | ')} |\n`;
  return [line(head), line([], '-'), ...rows.map((cells) => line(cells))].join('');
}

function code(text: string): string {
  return `\`${text}\``;
}

function topOf(id: string): string {
  return id.split('.', 1)[0] ?? '';
}
