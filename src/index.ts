export type {
  Adapter,
  Capabilities,
  DeleteRequest,
  DraftRequest,
  EditRequest,
  Failure,
  FindRequest,
  Found,
  Limits,
  MessageId,
  OpenStreamRequest,
  Part,
  Reason,
  Result,
  SendRequest,
  StreamFrameRequest,
  Success,
  TypingRequest,
} from './adapter.js';
export { type BudgetOptions, createBudget } from './budget/create-budget.js';
export type { Sheet } from './budget/sheet.js';
export { sheets } from './budget/sheets.js';
export type { Budget, CallClass, Claim, Report, Verdict } from './budget.js';
export type { Clock } from './clock.js';
export {
  ConfigError,
  type ConfigProblem,
  formatStreamingConfig,
  loadStreamingConfig,
  type ParseOptions,
  parseStreamingConfig,
  type ResolvedConfig,
  type StreamingBlock,
  type StreamingConfig,
  type WatchedConfig,
  type WatchOptions,
  watchStreamingConfig,
} from './config.js';
export type { ConsumerOptions, StreamConsumer, StreamView } from './consumer.js';
export { createStreamConsumer } from './create-stream-consumer.js';
export { type AgentPort, type DeliverOptions, deliver } from './deliver.js';
export { InvalidInputError, TokentapeError } from './errors.js';
export type { Filter, FilterRun } from './filters/filter.js';
export type { Inspect } from './inspect.js';
export type { Outcome, OutcomeFailure, OutcomeMessage } from './outcome.js';
export type { TapeRecord, TapeSink } from './tape/record.js';
