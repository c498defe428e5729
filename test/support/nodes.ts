import type { AnyStateNode } from 'xstate';

/** A chart's states, the root and all levels below it. */
export function allNodes(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(allNodes)];
}

/** Its states that have none below them. */
export function leavesOf(node: AnyStateNode): AnyStateNode[] {
  const children = Object.values(node.states).filter(({ type }) => type !== 'history');
  return children.length === 0 ? [node] : children.flatMap(leavesOf);
}

/** Where somebody who enters the state comes to stand. */
export function firstLeafOf(node: AnyStateNode): AnyStateNode {
  const [initial] = node.initial?.target ?? [];
  return initial ? firstLeafOf(initial) : node;
}
