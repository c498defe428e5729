export { type FileSink, type FileSinkOptions, fileSink } from './file-sink.js';
export { parseTape, readTape, type TapeLine, tapeLines } from './read-tape.js';
export type {
  AnswerRecord,
  BeginRecord,
  CallRecord,
  EndRecord,
  EventRecord,
  InputRecord,
  LostRecord,
  TapeRecord,
  TapeSink,
  TapeText,
} from './record.js';
export { type OtherReplay, type Replay, replay, replayFile, type SameReplay } from './replay.js';
export { TapeError } from './tape-error.js';
export { tapesIn } from './tape-parts.js';
