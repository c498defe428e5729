import type { AnyStateNode } from 'xstate';

/** A chart's states, the root and all levels below it. */
export function allNodes(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(allNodes)];
}
