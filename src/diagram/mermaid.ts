import type { Chart, ChartState } from './chart.js';

/** The whole chart as a Mermaid state diagram, which GitHub and many editors draw. */
export function toMermaid(chart: Chart): string {
  const drawable = chart.states.filter(({ kind }) => kind !== 'history');
  return [
    'stateDiagram-v2',
    ...statesOf(drawable, undefined, '  '),
    ...arrowsOf(chart).map((arrow) => `  ${arrow}`),
    ...drawable.filter(({ kind }) => kind === 'final').map(({ id }) => `  ${plain(id)} --> [*]`),
    '',
  ].join('\n');
}

function statesOf(states: ChartState[], parent: string | undefined, indent: string): string[] {
  const level = states.filter((state) => state.parent === parent);
  const start = level.filter(({ isInitial }) => isInitial).map(({ id }) => `${indent}[*] --> ${plain(id)}`);
  return [...start, ...level.flatMap((state) => linesOf(state, states, indent))];
}

function linesOf({ id, name }: ChartState, states: ChartState[], indent: string): string[] {
  const inside = statesOf(states, id, `${indent}  `);
  const head = `${indent}state "${name}" as ${plain(id)}`;
  return inside.length === 0 ? [head] : [`${head} {`, ...inside, `${indent}}`];
}

function arrowsOf({ transitions, states }: Chart): string[] {
  const history = new Set(states.filter(({ kind }) => kind === 'history').map(({ id }) => id));
  const labels = new Map<string, Set<string>>();
  for (const { from, to, event, guard } of transitions) {
    if (from === '' || to === undefined || history.has(to)) continue;
    const ends = `${plain(from)} --> ${plain(to)}`;
    labels.set(ends, (labels.get(ends) ?? new Set()).add(guard ? `${event} [${guard}]` : event));
  }
  return [...labels].map(([ends, names]) => `${ends} : ${[...names].join(', ')}`);
}

/** Mermaid reads a dot in a name as something else. */
function plain(id: string): string {
  return id.replaceAll('.', '_');
}
