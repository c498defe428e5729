import type { Adapter } from '../adapter.js';
import type { Budget } from '../budget.js';
import type { Clock } from '../clock.js';
import { createBudget } from './create-budget.js';
import { sheets } from './sheets.js';

const budgets = new WeakMap<Adapter, WeakMap<Clock, Budget>>();

/** The budget of all streams that write through this adapter and are not given another. An adapter speaks for one bot, so what one
 *  stream uses up or learns holds for all of them, for as long as the adapter lives. Each clock has a time of its own. */
export function budgetOf(adapter: Adapter, clock: Clock): Budget {
  const byClock = budgets.get(adapter) ?? new WeakMap<Clock, Budget>();
  const budget = byClock.get(clock) ?? createBudget({ sheet: adapter.sheet ?? sheets[adapter.name] });
  budgets.set(adapter, byClock.set(clock, budget));
  return budget;
}
