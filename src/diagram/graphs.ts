// Which drawings a chart has: an overview of its top level, and one of the inside of each state that has one. A chart whose top level is
// active all at once is small, and has one drawing of everything; so has one whose states have no inside. A plan is the same with states and
// ways alone, small enough to stand beside other things and be read there.

import type { Chart, ChartState, ChartTransition } from './chart.js';
import type { Arrow, Box, Graph } from './graph.js';

/** Answered nearly everywhere, and alike: their arrows would hide all others. */
const asides = ['DISCARD', 'BARRED', 'RESUMED'];
/** Leads back to the start of the chart, and is part of the way ahead all the same. */
const wayRound = 'NEXT';
/** More events than these on one arrow are counted; the tables name them. */
const mostLabels = 4;

export function graphsOf(chart: Chart): Graph[] {
  if (chart.isParallel) return [wholeOf(chart)];
  const regions = chart.states.filter(({ parent, kind }) => parent === undefined && kind === 'compound');
  if (regions.length === 0) return [flatOf(chart)];
  return [overviewOf(chart), ...regions.map((region) => regionOf(chart, region))];
}

/** The top level, named like the chart, and the inside of each state that has one, named like the state. */
export function plansOf(chart: Chart): Graph[] {
  return graphsOf(chart).map((graph) => {
    if (chart.isParallel) return withoutWords({ ...graph, id: chart.id });
    return withoutWords(graph.id === 'overview' ? { ...graph, id: chart.id } : insideOf(graph));
  });
}

/** What leads in and out is left to the plan of the top level. */
function insideOf(graph: Graph): Graph {
  const boxes = graph.boxes.filter(({ kind }) => kind === 'region').flatMap((region) => region.boxes);
  const inside = new Set(boxes.map(({ id }) => id));
  return { ...graph, boxes, arrows: graph.arrows.filter(({ from, to }) => inside.has(from) && inside.has(to)) };
}

function withoutWords(graph: Graph): Graph {
  const bare = (box: Box): Box => ({ ...box, lines: [], parts: [], boxes: box.boxes.map(bare) });
  return { ...graph, note: '', boxes: graph.boxes.map(bare), arrows: graph.arrows.map(({ from, to }) => ({ from, to, labels: [] })) };
}

/** The way that an answer takes through the top level. */
function overviewOf(chart: Chart): Graph {
  const tops = chart.states.filter(({ parent, kind }) => parent === undefined && kind !== 'history');
  const places = new Map(tops.map(({ id }, index) => [id, index]));
  const place = (id: string) => places.get(topOf(id)) ?? 0;
  const isAhead = ({ from, to = from, event }: ChartTransition) => place(to) > place(from) || event === wayRound;
  const drawn = chart.transitions.filter((transition) => leavesTop(transition) && !isAside(transition) && isAhead(transition));
  return {
    id: 'overview',
    title: chart.description,
    note: `Not drawn: ways back, as from a full page to the next; and ${asides.join(', ')}, which nearly every state answers.`,
    boxes: [startBox, ...tops.map((top) => ({ ...boxOf(top), parts: childrenOf(chart, top).map(({ id }) => id) }))],
    arrows: [...startArrows(tops), ...arrowsBetween(drawn, topOf, topOf).map(inOneLine)],
  };
}

/** States without an inside: each with what it answers without being left, and every way between them. */
function flatOf(chart: Chart): Graph {
  const moving = chart.transitions.filter(({ from, to }) => from !== '' && to !== undefined);
  return {
    id: 'overview',
    title: chart.description,
    note: 'Not drawn: what is answered alike in every state.',
    boxes: [startBox, ...chart.states.map((state) => ({ ...boxOf(state), lines: [...state.entry, ...stayingIn(chart, state)] }))],
    arrows: [...startArrows(chart.states), ...arrowsBetween(moving, topOf, topOf)],
  };
}

function stayingIn({ transitions }: Chart, { id }: ChartState): string[] {
  return transitions.filter(({ from, to }) => from === id && to === undefined).map(inWords);
}

function wholeOf(chart: Chart): Graph {
  const regions = chart.states.filter(({ parent }) => parent === undefined);
  const moving = chart.transitions.filter(({ from, to }) => from !== '' && to !== undefined);
  return {
    id: 'overview',
    title: chart.description,
    note: 'Not drawn: what is answered alike in every state.',
    boxes: regions.map((region) => {
      const inside = childrenOf(chart, region);
      const boxes = inside.map((state) => ({ ...boxOf(state), lines: [...state.entry, ...stayingIn(chart, state)] }));
      return { ...boxOf(region), kind: 'region', boxes: [{ ...startBox, id: startOf(region.id) }, ...boxes] };
    }),
    arrows: [
      ...regions.flatMap((region) => startArrows(childrenOf(chart, region), startOf(region.id))),
      ...arrowsBetween(
        moving,
        (id) => id,
        (id) => id,
      ),
    ],
  };
}

function regionOf(chart: Chart, region: ChartState): Graph {
  const isInside = (id: string) => topOf(id) === region.id;
  const drawn = chart.transitions.filter(
    (transition) => transition.to !== undefined && [transition.from, transition.to].some(isInside) && !isAside(transition),
  );
  const arrows = arrowsBetween(
    drawn,
    (id) => (isInside(id) ? id : `from ${topOf(id)}`),
    (id) => (isInside(id) ? id : `to ${id}`),
  );
  const ends = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))];
  const elsewhere = (side: string) => ends.filter((id) => id.startsWith(side)).map((id) => elsewhereBox(id, id.slice(side.length)));
  const inside = childrenOf(chart, region);
  return {
    id: region.id,
    title: region.description,
    note: `Not drawn: ${asides.join(', ')}, which nearly every state answers.`,
    boxes: [...elsewhere('from '), { ...boxOf(region), kind: 'region', boxes: [startBox, ...inside.map(boxOf)] }, ...elsewhere('to ')],
    arrows: [...startArrows(inside), ...arrows],
  };
}

function isAside({ event }: ChartTransition): boolean {
  return asides.includes(event);
}

function leavesTop({ from, to = from }: ChartTransition): boolean {
  return from !== '' && topOf(from) !== topOf(to);
}

function topOf(id: string): string {
  return id.split('.', 1)[0] ?? '';
}

function childrenOf(chart: Chart, { id }: ChartState): ChartState[] {
  return chart.states.filter(({ parent }) => parent === id);
}

// ---- boxes ------------------------------------------------------------------------------------------------------------

const emptyBox = { title: '', lines: [], parts: [], tags: [], boxes: [] };
const startBox: Box = { ...emptyBox, id: 'start', state: '', kind: 'start' };

function startOf(region: string): string {
  return `${startBox.id} of ${region}`;
}

function boxOf({ id, name, kind, entry, tags }: ChartState): Box {
  return { ...emptyBox, id, state: id, kind: kind === 'final' ? 'final' : 'state', title: name, lines: entry, tags };
}

function elsewhereBox(id: string, state: string): Box {
  return { ...emptyBox, id, state, kind: 'elsewhere', title: state };
}

// ---- arrows -----------------------------------------------------------------------------------------------------------

function startArrows(states: ChartState[], from = startBox.id): Arrow[] {
  return states.filter(({ isInitial }) => isInitial).map(({ id }) => ({ from, to: id, labels: [] }));
}

/** One arrow for all transitions between the same two ends. */
function arrowsBetween(transitions: ChartTransition[], startOf: (id: string) => string, endOf: (id: string) => string): Arrow[] {
  const merged = new Map<string, Arrow & { transitions: ChartTransition[] }>();
  for (const transition of transitions) {
    const from = startOf(transition.from);
    const to = endOf(transition.to ?? transition.from);
    const arrow = merged.get(`${from} → ${to}`);
    if (arrow) arrow.transitions.push(transition);
    else merged.set(`${from} → ${to}`, { from, to, labels: [], transitions: [transition] });
  }
  return [...merged.values()].map(({ from, to, transitions }) => ({ from, to, labels: labelsOf(transitions) }));
}

/** A transition that leads nowhere: `HELD [showsPace] / settle`. */
function inWords({ event, guard, actions }: ChartTransition): string {
  return `${event}${guard ? ` [${guard}]` : ''} / ${actions.join(' ')}`;
}

/** A guard is told where there is one way only; several ways are told by their events. */
function labelsOf(transitions: ChartTransition[]): string[] {
  const [only, ...others] = transitions;
  if (only && others.length === 0) return only.guard ? [only.event, `[${only.guard}]`] : [only.event];
  const events = [...new Set(transitions.map(({ event }) => event))];
  if (events.length <= mostLabels) return events;
  return [...events.slice(0, mostLabels - 1), `+${events.length - mostLabels + 1} more`];
}

/** An overview runs downwards: lines side by side make it wider, lines below each other longer, and it is long already. */
function inOneLine({ from, to, labels }: Arrow): Arrow {
  return { from, to, labels: labels.length === 0 ? [] : [labels.join(' ')] };
}
