export type { Format } from './dialects/dialects.js';
export { type FeedOptions, type FeedTarget, feed } from './feed.js';
export { type AiSdkPart, fromAiSdk } from './from-ai-sdk.js';
export { type ChunkOptions, type Chunks, fromChunks } from './from-chunks.js';
export { fromText } from './from-text.js';
export type { Source, SourcePart } from './source.js';
export { SourceError, type SourceErrorCode } from './source-error.js';
export type { Encoding } from './wire/events.js';
