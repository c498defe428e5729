export { ConfigError, type ConfigProblem } from './config/config-error.js';
export { resolveConfig } from './config/resolve.js';
export type { ResolvedConfig, StreamingBlock, StreamingConfig } from './config/streaming-config.js';
