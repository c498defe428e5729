import { loadStreamingConfig, type StreamingBlock, type StreamingConfig } from '../config.js';
import { didYouMean, numberIn, parseOptions, portIn } from './parse-options.js';
import { type InputFormat, inputFormats } from './read-input.js';
import { type Platform, platformNames } from './targets/index.js';
import { UsageError } from './usage-error.js';

export const pipeHelp = `Usage: some-llm "question" | tokentape pipe [options]

Streams standard input, as it comes, into one message that grows.

  --from FORMAT          ${inputFormats.join(', ')} (default: auto)
  --to WHERE             terminal, web, or a platform: telegram, slack, discord, matrix, xmpp, irc,
                         email (default: terminal)
  --chat ID              where on that platform: a chat, channel, room or address
  --thread ID            which thread or topic there, if any
  --port N               the web chat's port: the running one's, or the one to start (default: 7346)
  --tape FILE            write one line of JSON for every event and every call
  --tape-text            the text goes on the tape too
  --edit-interval S      seconds between two edits (default: 0.3)
  --buffer-threshold N   new characters that are shown before the interval is over (default: 40)
  --cursor TEXT          stands at the end while the text grows; may be empty (default: ▉, in the web none)
  --config FILE          YAML with a streaming block; the options above win

Into the terminal the answer is written live; into a file or a pipe once, when it is complete. Into the web chat: into the one that
runs (tokentape serve), else into one of its own, which stays open until Ctrl-C.

Onto a platform it goes through that platform's client, which has to be installed, with what the environment holds:

  telegram   TELEGRAM_BOT_TOKEN                      grammy
  slack      SLACK_BOT_TOKEN                         @slack/web-api
  discord    DISCORD_BOT_TOKEN                       @discordjs/rest
  matrix     MATRIX_BASE_URL, MATRIX_ACCESS_TOKEN
  xmpp       XMPP_JID, XMPP_PASSWORD, XMPP_SERVICE?  @xmpp/client
  irc        IRC_SERVER, IRC_NICK?, IRC_PASSWORD?    irc-framework
  email      SMTP_URL, EMAIL_FROM                    nodemailer

Whether all that is right is asked before any text is read. TELEGRAM_API_ROOT, SLACK_API_URL and DISCORD_API_URL name another server.

Ctrl-C stops the stream, keeps what has come, and says what came of it. SIGTERM leaves it 5 s to come to its end.
Exit code: 0 delivered, 1 not delivered, 2 the command line, a token or a chat is wrong.`;

/** Where the text goes. */
export type Destination = { kind: 'terminal' } | { kind: 'web' } | { kind: Platform; chat: string; thread: string | undefined };

export interface PipeOptions {
  from: InputFormat;
  to: Destination;
  port: number | undefined;
  tape: { path: string; text: boolean } | undefined;
  config: Partial<StreamingConfig>;
}

/** @throws {UsageError} or a `ConfigError`. */
export async function readPipeOptions(args: string[]): Promise<PipeOptions> {
  const { values } = parseOptions(withNegativeIds(args), {
    from: { type: 'string', default: 'auto' },
    to: { type: 'string', default: 'terminal' },
    chat: { type: 'string' },
    thread: { type: 'string' },
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
    to: destination(values),
    port: portIn(values.port),
    tape: values.tape === undefined ? undefined : { path: values.tape, text: values['tape-text'] },
    config: overridden(values.config === undefined ? {} : await loadStreamingConfig(values.config), {
      ...given('editInterval', numberIn(values['edit-interval'], 'edit-interval')),
      ...given('bufferThreshold', numberIn(values['buffer-threshold'], 'buffer-threshold')),
      ...given('cursor', values.cursor),
    }),
  };
}

/** The command line goes before the file, also before what the file says of single platforms. */
function overridden({ platforms = {}, ...block }: Partial<StreamingConfig>, options: Partial<StreamingBlock>): Partial<StreamingConfig> {
  const each = Object.entries(platforms).map(([name, own]) => [name, { ...own, ...options }]);
  return { ...block, ...options, platforms: Object.fromEntries(each) };
}

/** Groups of Telegram have negative ids, which look like options. */
function withNegativeIds(args: readonly string[]): string[] {
  const isId = (index: number) => args[index] === '--chat' && /^-\d+$/.test(args[index + 1] ?? '');
  return args.flatMap((word, index) => (isId(index) ? [`${word}=${args[index + 1]}`] : isId(index - 1) ? [] : [word]));
}

function destination({ to, chat, thread }: { to: string; chat?: string; thread?: string }): Destination {
  const kind = oneOf('to', to, ['terminal', 'web', ...platformNames] as const);
  if (kind === 'terminal' || kind === 'web') {
    const extra = chat === undefined ? thread && '--thread' : '--chat';
    if (extra) throw new UsageError(`${extra} goes with --to a platform`);
    return { kind };
  }
  if (!chat?.trim()) throw new UsageError(`--to ${kind} needs --chat ID`);
  return { kind, chat: chat.trim(), thread };
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
