import type { Fault } from '../faults.js';
import type { Bench, ContractBench } from './bench.js';

/** One thing that an adapter is asked: one test. */
export interface Question {
  title: string;
  /** What goes wrong when the body says `bench.strike`. Not asked where the platform cannot show it. */
  fault?: Fault | undefined;
  /** Whether adapter and bench have what the question is about; if not, it is skipped. Default: they have. */
  isAsked?: ((made: ContractBench) => unknown) | undefined;
  ask(bench: Bench): Promise<void>;
}

export const canEdit = ({ adapter }: ContractBench): boolean => adapter.can.edit;
export const canStream = ({ adapter }: ContractBench): boolean => adapter.can.nativeStream === true;
