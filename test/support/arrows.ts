import type { AnyStateNode as StateNode } from 'xstate';
import { streamMachine } from '../../machines/stream.machine.js';
import { firstLeafOf, leavesOf } from './nodes.js';

/** `streaming.editing SHOWN streaming.cooling`: one arrow of the chart, from leaf to leaf. */
export type Arrow = string;

/** Every arrow that the chart draws: not the "ignored" ones, which lead nowhere. */
export function allArrows(): Arrow[] {
  return leavesOf(streamMachine.root).flatMap(arrowsOf);
}

function arrowsOf(leaf: StateNode): Arrow[] {
  const found: Arrow[] = [];
  const handled = new Set<string>();
  // The root only ignores, and resumes: that arrow leads back to where it came from.
  for (let node: StateNode | undefined = leaf; node?.parent; node = node.parent) {
    const own = [...node.transitions].filter(([type]) => !handled.has(type));
    for (const [type, branches] of own) {
      handled.add(type);
      for (const { target } of branches) for (const to of target ?? []) found.push(`${nameOf(leaf)} ${type} ${nameOf(firstLeafOf(to))}`);
    }
  }
  return found;
}

const nameOf = (node: StateNode): string => node.path.join('.');
