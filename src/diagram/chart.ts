// A statechart as plain data: what its drawings, its tables and its JSON are made from. Read from the machine that runs, so
// that none of them can say anything else.

import type { AnyStateMachine, AnyStateNode } from 'xstate';

export interface Chart {
  /** The machine's id, as `stream`. */
  id: string;
  description: string;
  /** All of its top level is active at once. */
  isParallel: boolean;
  /** In document order, parents before their children. */
  states: ChartState[];
  transitions: ChartTransition[];
  /** Events that the root answers with the named action `ignored`, wherever no state does something with them. */
  ignored: string[];
}

export interface ChartState {
  /** Path below the root, as `streaming.resting`. */
  id: string;
  name: string;
  /** Id of the state that it is part of. */
  parent?: string | undefined;
  kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** It is where its parent, or the chart, begins. */
  isInitial: boolean;
  description: string;
  tags: string[];
  /** Actions as people write them: `bell(off)`. */
  entry: string[];
}

export interface ChartTransition {
  /** Id of a state, or `''` for the root. */
  from: string;
  /** Undefined: it stays where it is. */
  to?: string | undefined;
  /** As `SHOWN`; `after floor` for a timer, `always` for a transition without an event. */
  event: string;
  guard?: string | undefined;
  actions: string[];
  /** It leaves and enters the state again, although it does not change it. */
  reenter: boolean;
  description?: string | undefined;
}

type Transition = AnyStateNode['on'][string][number];

export function readChart({ root }: AnyStateMachine): Chart {
  const nodes = descendants(root);
  const transitions = [root, ...nodes].flatMap(transitionsOf);
  const isIgnored = ({ from, actions }: ChartTransition) => from === '' && actions.includes('ignored');
  return {
    id: root.key,
    description: root.description ?? '',
    isParallel: root.type === 'parallel',
    states: nodes.map(stateOf),
    transitions: transitions.filter((transition) => !isIgnored(transition)),
    ignored: transitions.filter(isIgnored).map(({ event }) => event),
  };
}

function descendants(node: AnyStateNode): AnyStateNode[] {
  return Object.values(node.states).flatMap((child) => [child, ...descendants(child)]);
}

const idOf = (node: AnyStateNode): string => node.path.join('.');

function stateOf(node: AnyStateNode): ChartState {
  const parent = node.parent && idOf(node.parent);
  return {
    id: idOf(node),
    name: node.key,
    ...(parent && { parent }),
    kind: node.type,
    isInitial: node.parent?.type === 'compound' && node.parent.initial.target[0] === node,
    description: node.description ?? '',
    tags: node.tags,
    entry: actionNames(node.entry),
  };
}

function transitionsOf(node: AnyStateNode): ChartTransition[] {
  const timers = new Map(node.after.map(({ eventType, delay }) => [eventType, `after ${delay}`]));
  return [...node.transitions.values(), node.always ?? []].flat().map((transition: Transition) => {
    const [target] = transition.target ?? [];
    return {
      from: idOf(node),
      ...(target && { to: idOf(target) }),
      event: timers.get(transition.eventType) ?? (transition.eventType || 'always'),
      ...(transition.guard && { guard: guardName(transition.guard) }),
      actions: actionNames(transition.actions),
      reenter: transition.reenter,
      ...(transition.description && { description: transition.description }),
    };
  });
}

function guardName(guard: unknown): string {
  return typeof guard === 'string' ? guard : named(guard);
}

/** Only what the chart names: a timer's own start and stop are functions that XState adds. */
function actionNames(actions: readonly unknown[]): string[] {
  return actions.filter((action) => typeof action !== 'function').map(guardName);
}

/** `{ type: 'call', params: { op: 'send', final: true } }` is `call(send, final)`. */
function named(implementation: unknown): string {
  const { type, params = {} } = implementation as { type: string; params?: Record<string, unknown> };
  const told = Object.entries(params).flatMap(([name, value]) => (value === false ? [] : [value === true ? name : String(value)]));
  return told.length === 0 ? type : `${type}(${told.join(', ')})`;
}
