import { Client } from 'irc-framework';
import { startNgircd } from './ngircd.js';

/** Signs in to the server at this port. */
export async function connectIrc(port: number, nick: string): Promise<Client> {
  const client = new Client({ host: '127.0.0.1', port, nick, username: nick, gecos: nick, auto_reconnect: false, ping_interval: 0 });
  const registered = new Promise<void>((resolve) => {
    client.on('registered', () => resolve());
  });
  client.connect();
  await registered;
  return client;
}

export async function joinChannel(client: Client, channel: string): Promise<void> {
  const joined = new Promise<void>((resolve) => {
    client.on('join', (event) => {
      if (event.nick === client.user.nick && event.channel === channel) resolve();
    });
  });
  client.join(channel);
  await joined;
}

let pings = 0;

/** Resolves when the server has handled everything that this client wrote, and the client everything that the server wrote before. */
export async function roundTrip(client: Client): Promise<void> {
  pings += 1;
  const token = `test-${pings}`;
  const answered = new Promise<void>((resolve) => {
    client.on('pong', (event) => {
      if (event.message === token) resolve();
    });
  });
  client.raw('PING', token);
  await answered;
}

/** What a person in the channel reads while a bot talks there, and what came of the talking. */
export async function heardInChannel<Came>(path: string, channel: string, talk: (bot: Client) => Promise<Came>) {
  const server = await startNgircd(path);
  const bot = await connectIrc(server.port, 'bot');
  const ann = await connectIrc(server.port, 'ann');
  for (const client of [bot, ann]) await joinChannel(client, channel);
  const lines: string[] = [];
  ann.on('privmsg', ({ message }) => lines.push(message));
  const came = await talk(bot);
  await roundTrip(ann);
  await server.stop();
  return { came, lines };
}
