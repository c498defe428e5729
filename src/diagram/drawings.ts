// The charts that are shipped, and their drawings as they were laid out when they last changed.

import { readFileSync } from 'node:fs';
import type { AnyStateMachine } from 'xstate';
import { budgetMachine } from '../../machines/budget.machine.js';
import { conversationMachine } from '../../machines/conversation.machine.js';
import { streamMachine } from '../../machines/stream.machine.js';
import { packageRoot } from '../package-root.js';
import type { Drawing } from './graph.js';

export const machines = { stream: streamMachine, budget: budgetMachine, conversation: conversationMachine } satisfies Record<
  string,
  AnyStateMachine
>;

export type ChartName = keyof typeof machines;

/** The overview first, then one drawing for each state with an inside. */
export function drawingsOf(name: ChartName): Drawing[] {
  return read(`${name}.layout.json`);
}

/** The same with states and ways alone. The first is named like the chart, each of the others like the state whose inside it shows. */
export function plansOf(name: ChartName): Drawing[] {
  return read(`${name}.plan.json`);
}

function read(file: string): Drawing[] {
  return JSON.parse(readFileSync(new URL(`src/diagram/${file}`, packageRoot()), 'utf8')) as Drawing[];
}
