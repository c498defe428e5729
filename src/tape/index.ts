export type { Closing } from '../stream/item.js';
export { type DirectorySink, directorySink } from './directory-sink.js';
export { type FileSink, type FileSinkOptions, fileSink } from './file-sink.js';
export { type Journal, type JournalOptions, journal } from './journal.js';
export { type Attributes, type OtelApi, otelSink, type SpanLike } from './otel-sink.js';
export { parseTape, readTape, type TapeLine, tapeLines } from './read-tape.js';
export type {
  AdapterFacts,
  AnswerRecord,
  BeginRecord,
  CallRecord,
  EndRecord,
  EventRecord,
  InputRecord,
  LostRecord,
  Order,
  OutcomeFacts,
  ResumeRecord,
  ShownText,
  TapeRecord,
  TapeSink,
  TapeText,
} from './record.js';
export { type RecoverOptions, type Recovery, recover } from './recover.js';
export { type OtherReplay, type Replay, replay, replayFile, type SameReplay } from './replay.js';
export { emptyScreen, type Screen, type ShownMessage, screenAfter } from './screen.js';
export { callbackSink, type PinoLike, pinoSink, type SinkOptions, streamSink, teeSink } from './sinks.js';
export { type Chapter, screenAt, story } from './story.js';
export { TapeError } from './tape-error.js';
export { tapesIn } from './tape-parts.js';
export { type TapeProblem, type TapeTrouble, type Verdict, verifyFile, verifyTape } from './verify.js';
export { type Policy, type Simulation, whatIf } from './what-if.js';
