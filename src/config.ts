export { ConfigError, type ConfigProblem } from './config/config-error.js';
export { formatStreamingConfig } from './config/format.js';
export { loadStreamingConfig } from './config/load.js';
export { type ParseOptions, parseStreamingConfig } from './config/parse.js';
export { resolveConfig } from './config/resolve.js';
export type { ResolvedConfig, StreamingBlock, StreamingConfig } from './config/streaming-config.js';
export { type WatchedConfig, type WatchOptions, watchStreamingConfig } from './config/watch.js';
