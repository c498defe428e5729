import { loadStreamingConfig, type StreamingConfig } from '../config.js';
import { didYouMean, numberIn, parseOptions, portIn } from './parse-options.js';
import { type InputFormat, inputFormats } from './read-input.js';
import { UsageError } from './usage-error.js';

export const pipeHelp = `Usage: some-llm "question" | tokentape pipe [options]

Streams standard input, as it comes, into one message that grows.

  --from FORMAT          ${inputFormats.join(', ')} (default: auto)
  --to WHERE             terminal or web (default: terminal)
  --port N               the web chat's port: the running one's, or the one to start (default: 7346)
  --tape FILE            write one line of JSON for every event and every call
  --tape-text            the text goes on the tape too
  --edit-interval S      seconds between two edits (default: 0.3)
  --buffer-threshold N   new characters that are shown before the interval is over (default: 40)
  --cursor TEXT          stands at the end while the text grows; may be empty (default: ▉, in the web none)
  --config FILE          YAML with a streaming block; the options above win

Into the terminal the answer is written live; into a file or a pipe once, when it is complete. Into the web chat: into the one that
runs (tokentape serve), else into one of its own, which stays open until Ctrl-C.

Ctrl-C stops the stream, keeps what has come, and says what came of it.
Exit code: 0 delivered, 1 not delivered, 2 the command line is wrong.`;

export interface PipeOptions {
  from: InputFormat;
  to: 'terminal' | 'web';
  port: number | undefined;
  tape: { path: string; text: boolean } | undefined;
  config: Partial<StreamingConfig>;
}

/** @throws {UsageError} or a `ConfigError`. */
export async function readPipeOptions(args: string[]): Promise<PipeOptions> {
  const { values } = parseOptions(args, {
    from: { type: 'string', default: 'auto' },
    to: { type: 'string', default: 'terminal' },
    port: { type: 'string' },
    tape: { type: 'string' },
    'tape-text': { type: 'boolean', default: false },
    'edit-interval': { type: 'string' },
    'buffer-threshold': { type: 'string' },
    cursor: { type: 'string' },
    config: { type: 'string' },
  });
  if (values['tape-text'] && values.tape === undefined) throw new UsageError('--tape-text needs --tape FILE');
  return {
    from: oneOf('from', values.from, inputFormats),
    to: oneOf('to', values.to, ['terminal', 'web'] as const),
    port: portIn(values.port),
    tape: values.tape === undefined ? undefined : { path: values.tape, text: values['tape-text'] },
    config: {
      // The web page draws a caret of its own.
      ...(values.to === 'web' && { cursor: '' }),
      ...(values.config !== undefined && (await loadStreamingConfig(values.config))),
      ...given('editInterval', numberIn(values['edit-interval'], 'edit-interval')),
      ...given('bufferThreshold', numberIn(values['buffer-threshold'], 'buffer-threshold')),
      ...given('cursor', values.cursor),
    },
  };
}

function oneOf<Word extends string>(option: string, value: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new UsageError(`--${option} takes ${words.join(', ')}, not '${value}'${didYouMean(value, words)}`);
}

/** A field that was given; one that was not must not hide the file's. */
function given<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}
