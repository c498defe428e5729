export type { Policy, Refusal } from '../../machines/conversation-vocabulary.js';
export { createGateway, type Gateway, type GatewayOptions, type Health, type Preparation } from './gateway.js';
export type { Agent, Answer, IncomingMessage, Receipt, Run } from './message.js';
export type { Sample } from './metrics.js';
export { createProbe, type Probe, type Probed } from './probe.js';
