import type { AnyStateNode } from 'xstate';
import { firstLeafOf, leavesOf } from './nodes.js';

/** `trusting HELD keeping`: every way that a chart has out of a leaf, and every way to stay, by what its leaves and those around them
 *  answer. Timers count as `after`. */
export function waysOf(root: AnyStateNode): string[] {
  return [...new Set(leavesOf(root).flatMap((leaf) => waysOut(leaf)))].sort();
}

function waysOut(leaf: AnyStateNode): string[] {
  const found: string[] = [];
  for (let node: AnyStateNode | undefined = leaf; node?.parent; node = node.parent)
    for (const [type, branches] of node.transitions)
      for (const { target } of branches)
        for (const to of target ?? [leaf])
          found.push(`${leaf.key} ${type.startsWith('xstate.after') ? 'after' : type} ${firstLeafOf(to).key}`);
  return found;
}
