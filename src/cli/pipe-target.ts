import type { Adapter } from '../adapter.js';
import { terminal } from '../adapters/terminal.js';
import { web } from '../adapters/web.js';
import type { StreamingConfig } from '../config.js';
import type { StreamConsumer } from '../consumer.js';
import { agentFromEnvironment } from '../gateway/agent.js';
import { startGateway } from '../gateway/gateway.js';
import { findRemoteRoom } from '../gateway/remote-room.js';
import type { TapeSink } from '../tape/record.js';
import { noStatusLine, type StatusLine, statusLine } from '../terminal/status-line.js';
import { type Io, interrupted } from './io.js';
import { type Platform, platforms } from './targets/index.js';

/** Where `pipe` writes. */
export interface PipeTarget {
  adapter: Adapter;
  chatId: string | number;
  metadata?: Readonly<Record<string, unknown>> | undefined;
  /** What suits the place, unless the user says otherwise. */
  config: Partial<StreamingConfig>;
  /** For how the stream stands. */
  line: StatusLine;
  /** Hears of the stream before its first record. */
  attach(consumer: StreamConsumer): void;
  /** Shows the records as they come, if there is somewhere to show them. */
  sink?: TapeSink | undefined;
  /** When the stream has settled. Resolves when the command may end. */
  close(): Promise<void>;
}

export function terminalTarget(io: Io): PipeTarget {
  const line = io.stderr.isTTY ? statusLine(io.stderr, { below: io.stdout.isTTY === true }) : noStatusLine;
  const adapter = terminal({ stream: io.stdout, around: line.around });
  return { ...here('terminal'), adapter, line, close: async () => adapter.rest() };
}

const here = (chatId: string) => ({ chatId, config: {}, attach() {} });
// The page draws a caret of its own.
const page = { ...here('web'), config: { cursor: '' } };

/** The chat that runs already, else one of our own, which stays until the user has seen enough. */
export async function webTarget(io: Io, port: number | undefined): Promise<PipeTarget> {
  const line = lineFor(io);
  const url = `http://127.0.0.1:${port ?? 7346}/`;
  const room = await findRemoteRoom(url);
  if (room !== undefined) {
    io.stderr.write(`Streaming into the chat at ${url}\n`);
    return { ...page, adapter: web(room), line, close: async () => {} };
  }

  const gateway = await startGateway({ agent: agentFromEnvironment(io.env), port, clock: io.clock });
  const card = gateway.cards.open();
  io.stderr.write(`Streaming into the chat at ${gateway.url}\n`);
  return {
    ...page,
    adapter: web(gateway.room),
    line,
    attach: card.attach,
    sink: card.sink,
    async close() {
      if (io.stderr.isTTY) {
        io.stderr.write('The chat stays open until Ctrl-C.\n');
        await interrupted(io);
      }
      await gateway.close();
    },
  };
}

/** A chat on a platform, which has been asked whether it can be written to. */
export async function platformTarget(
  io: Io,
  { kind, chat, thread }: { kind: Platform; chat: string; thread: string | undefined },
): Promise<PipeTarget> {
  const open = await platforms[kind]({ chat, thread, env: io.env });
  return { ...open, line: lineFor(io), attach() {} };
}

function lineFor({ stderr }: Io): StatusLine {
  return stderr.isTTY ? statusLine(stderr, { below: false }) : noStatusLine;
}
