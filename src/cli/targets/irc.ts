import type { Client } from 'irc-framework';
import { parseServerLine, type ServerLine } from '../../adapters/irc/server-line.js';
import { irc } from '../../adapters/irc.js';
import { TargetError } from '../target-error.js';
import { badChat, type Connect, load, needed, noAnswer, patienceMs, wrongChat, wrongToken } from './target.js';

export const connectIrc: Connect = async ({ chat, env }) => {
  const server = needed(env, 'IRC_SERVER', 'irc.example.org, or ircs://irc.example.org:6697');
  const nick = env.IRC_NICK?.trim() || 'tokentape';
  const password = env.IRC_PASSWORD?.trim();
  if (!/^[^\s:,\0][^\s,\0]*$/.test(chat)) throw badChat('irc', chat, 'a #channel or a nick');
  const { Client } = await load('irc-framework', () => import('irc-framework'));
  const client = new Client({
    ...placeOf(server),
    nick,
    username: nick,
    gecos: nick,
    auto_reconnect: false,
    ...(password && { password, account: { account: nick, password } }),
  });
  try {
    await signIn(client, password !== undefined);
    await (/^[#&+!]/.test(chat) ? join(client, chat) : lookFor(client, chat));
  } catch (error) {
    client.quit();
    throw error;
  }
  return {
    adapter: irc(client),
    chatId: chat,
    config: {},
    // QUIT goes out behind the last line, and the server hangs up.
    close: async () => {
      const gone = new Promise<void>((resolve) => client.on('socket close', () => resolve()));
      client.quit();
      await Promise.race([gone, late()]);
    },
  };
};

/** Encrypted unless it says otherwise by its port or scheme. */
function placeOf(server: string) {
  const { protocol, hostname, port } = parsed(/^\w+:\/\//.test(server) ? server : `ircs://${server}`);
  const tls = protocol === 'ircs:' && port !== '6667';
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (tls ? 6_697 : 6_667)), tls };
}

function parsed(url: string): URL {
  if (URL.canParse(url) && /^ircs?:\/\/[^/\s]+/.test(url)) return new URL(url);
  throw new TargetError('IRC_SERVER is no server: irc.example.org, or ircs://irc.example.org:6697');
}

function signIn(client: Client, hasPassword: boolean): Promise<void> {
  client.connect();
  return heard(client, 'irc', ({ command, params }) => {
    const words = `${command} ${params.at(-1)}`;
    if (command === '433') throw new TargetError(`irc: the nick in IRC_NICK is taken (${words})`);
    if (command === '464' || command === '904') throw wrongToken('irc', hasPassword ? 'IRC_PASSWORD' : 'the environment', words);
    if (command === '465' || command === 'ERROR') throw new TargetError(`irc lets nobody in (${words})`);
    return command === '001';
  });
}

function join(client: Client, channel: string): Promise<void> {
  const answered = heard(client, 'irc', ({ command, params }) => {
    if (/^(403|405|437|47[1-7]|489|520)$/.test(command)) throw wrongChat('irc', channel, `${command} ${params.at(-1)}`);
    // The list of names comes when one is in.
    return command === '366';
  });
  client.join(channel);
  return answered;
}

function lookFor(client: Client, nick: string): Promise<void> {
  const answered = heard(client, 'irc', ({ command, params }) => {
    if (command === '303' && params.at(-1)?.trim() === '') throw wrongChat('irc', nick, 'nobody goes by that nick');
    return command === '303';
  });
  client.raw('ISON', nick);
  return answered;
}

/** Resolves with the first line for which the answer is true; rejects if it throws, the connection breaks or nothing comes. */
function heard(client: Client, platform: string, isIt: (line: ServerLine) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      clearTimeout(timer);
      client.removeListener('raw', hear);
      client.removeListener('socket close', lose);
      end();
    };
    const hear = ({ line, from_server }: { line: string; from_server: boolean }) => {
      if (!from_server) return;
      try {
        if (isIt(parseServerLine(line))) settle(resolve);
      } catch (error) {
        settle(() => reject(error));
      }
    };
    const lose = () => settle(() => reject(noAnswer(platform, 'no connection')));
    const timer = setTimeout(() => settle(() => reject(noAnswer(platform, 'no answer in time'))), patienceMs);
    client.on('raw', hear);
    client.on('socket close', lose);
  });
}

function late(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 2_000).unref();
  });
}
