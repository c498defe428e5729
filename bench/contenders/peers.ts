// What others publish on npm, each used as its own documentation says, with its own defaults. They are not dependencies of
// the package; whoever wants them measured installs them in bench/.

import type { Answer, Platform } from '../platform.js';
import type { Contender } from './contender.js';
import { slackFetch, telegramFetch } from './http.js';
import { TextQueue } from './text-queue.js';

/** A peer's module, whose types are not here. */
// biome-ignore lint/suspicious/noExplicitAny: the peers are optional, so their types cannot be imported
type Module = any;

const load = (name: string): Promise<Module> => import(name);
const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet, getLevel: () => 'error', setLevel() {}, setName() {} };

class PeerError extends Error {
  constructor(answer: Extract<Answer, { ok: false }>) {
    super(answer.why);
  }
}

/** One that takes an async iterable and does the rest. */
function streaming(name: string, show: (texts: TextQueue, platform: Platform) => Promise<unknown>): Contender {
  return {
    name,
    start(platform) {
      const texts = new TextQueue();
      const done = show(texts, platform).catch(() => {});
      return {
        onDelta: texts.push,
        finish: () => {
          texts.end();
          return done;
        },
      };
    },
  };
}

const must = async (answering: Promise<Answer>): Promise<number> => {
  const answer = await answering;
  if (!answer.ok) throw new PeerError(answer);
  return answer.id;
};

async function chatThread(): Promise<Contender> {
  const { ThreadImpl } = await load('chat');
  return streaming('chat 4.41', (texts, platform) => {
    const textOf = (message: unknown) => (typeof message === 'string' ? message : (message as { markdown: string }).markdown);
    const adapter = {
      name: 'simulated',
      postMessage: async (threadId: string, message: unknown) => ({
        id: String(await must(platform.send(textOf(message)))),
        threadId,
        raw: {},
      }),
      editMessage: async (threadId: string, id: string, message: unknown) => {
        await must(platform.edit(Number(id), textOf(message)));
        return { id, threadId, raw: {} };
      },
      startTyping: async () => {},
    };
    const thread = new ThreadImpl({ id: 'simulated:c:t', channelId: 'simulated:c', adapter, stateAdapter: {}, logger: quiet });
    return thread.post(texts);
  });
}

async function chatTelegram(): Promise<Contender> {
  const { createTelegramAdapter } = await load('@chat-adapter/telegram');
  return streaming('@chat-adapter/telegram 4.41', (texts, platform) => {
    globalThis.fetch = telegramFetch(platform);
    const adapter = createTelegramAdapter({ botToken: '1:a', mode: 'polling', logger: quiet });
    return adapter.stream('telegram:7', texts, {});
  });
}

async function slack(): Promise<Contender> {
  const { WebClient } = await load('@slack/web-api');
  return {
    name: '@slack/web-api 8.2 ChatStreamer',
    // Slack's own limit of one streamed message; the streamer does not split.
    maxLength: 12_000,
    start(platform) {
      globalThis.fetch = slackFetch(platform);
      const client = new WebClient('xoxb-1', { logger: quiet });
      const streamer = client.chatStream({ channel: 'C1', thread_ts: '1.1', recipient_team_id: 'T1', recipient_user_id: 'U1' });
      // Its appends are not serialised by itself, so the caller awaits each, as the documentation does.
      let last: Promise<unknown> = Promise.resolve();
      const then = (action: () => Promise<unknown>) => {
        last = last.then(action).catch(() => {});
        return last;
      };
      return {
        onDelta: (text) => void then(() => streamer.append({ markdown_text: text })),
        finish: () => then(() => streamer.stop()),
      };
    },
  };
}

async function grammy(retries: boolean): Promise<Contender> {
  const [{ Api }, { streamApi }, { autoRetry }] = await Promise.all([
    load('grammy'),
    load('@grammyjs/stream'),
    load('@grammyjs/auto-retry'),
  ]);
  return streaming(`@grammyjs/stream 1.1${retries ? ' with auto-retry' : ''}`, (texts, platform) => {
    const api = new Api('1:a', { fetch: telegramFetch(platform) });
    if (retries) api.config.use(autoRetry());
    return streamApi(api.raw).streamMessage(7, 256, texts);
  });
}

/** Its loop as it is exported for channels, at the throttle of its Telegram channel. */
async function openclaw(): Promise<Contender> {
  const { createDraftStreamLoop } = await load('openclaw/plugin-sdk/channel-outbound');
  return {
    name: 'openclaw 2026.9.6 draft loop',
    start(platform) {
      let text = '';
      let id: number | undefined;
      const loop = createDraftStreamLoop({
        throttleMs: 1_000,
        isStopped: () => false,
        sendOrEditStreamMessage: async (value: string) => {
          id = await must(id === undefined ? platform.send(value) : platform.edit(id, value));
        },
      });
      return {
        onDelta(delta) {
          text += delta;
          loop.update(text);
        },
        finish: async () => {
          await loop.waitForInFlight();
          await loop.flush();
        },
      };
    },
  };
}

/** Those that are installed, and why the others are not here. */
export async function peers(): Promise<{ found: Contender[]; missing: string[] }> {
  const found: Contender[] = [];
  const missing: string[] = [];
  const all: Record<string, () => Promise<Contender>> = {
    chat: chatThread,
    '@chat-adapter/telegram': chatTelegram,
    '@slack/web-api': slack,
    '@grammyjs/stream': () => grammy(false),
    '@grammyjs/stream with @grammyjs/auto-retry': () => grammy(true),
    openclaw,
  };
  for (const [name, make] of Object.entries(all)) {
    try {
      found.push(await make());
    } catch (error) {
      missing.push(`${name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`);
    }
  }
  return { found, missing };
}
