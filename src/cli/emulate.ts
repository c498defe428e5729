import { startDiscordEmulator } from '../testing/discord-emulator.js';
import type { Emulator, EmulatorOptions, LoggedCall } from '../testing/emulator.js';
import { startHomeAssistantEmulator } from '../testing/homeassistant-emulator.js';
import { startMatrixEmulator } from '../testing/matrix-emulator.js';
import { startSignalEmulator } from '../testing/signal-emulator.js';
import { startSlackEmulator } from '../testing/slack-emulator.js';
import { startTelegramEmulator } from '../testing/telegram-emulator.js';
import { faultIn } from './fault-option.js';
import { type Io, interrupted } from './io.js';
import { didYouMean, parseOptions, portIn } from './parse-options.js';
import { UsageError } from './usage-error.js';

export const emulateHelp = `Usage: tokentape emulate PLATFORM [options]

Starts a server that speaks as the platform does, on this machine only, for programs in any language. It prints how to point a client at
it, and a line for every call. PLATFORM is telegram, slack, discord, matrix, signal or homeassistant.

  --port N          the port (default: any free one)
  --token TOKEN     the only token that is let in (default: every token)
  --no-limits       as many calls as you like (default: the platform's documented limits)
  --accept-late     telegram: hold calls that come too early, and answer late, instead of refusing them
  --fault FAULT     what goes wrong; may be given several times, they strike in order

A FAULT is its kind and, behind commas, what it strikes:

  wait,seconds=5                    told to wait; without seconds no time is given
  refuse,error=TEXT                 refused, in the platform's words or with its code (error comes last)
  cutBefore, cutAfter               the connection breaks before, or after, the call took effect
  html502, slow,ms=3000, hang       a proxy's page, an answer that comes late, none at all
  …,on=CALL,after=N,times=N         only calls of that name, after N of them, N times (times=all: from then on)

  tokentape emulate telegram --fault cutAfter,on=sendMessage --fault wait,seconds=20,on=editMessageText,after=3`;

type Options = EmulatorOptions & { token: string | undefined; limits: 'documented' | 'none'; acceptLate: boolean };

/** How a platform is started, and how a client is told where it is. */
interface Stage {
  start(options: Options): Promise<Emulator>;
  /** Lines for people, `label: value`. */
  pointAt(url: string): readonly string[];
}

const stages: Readonly<Record<string, Stage>> = {
  telegram: {
    start: startTelegramEmulator,
    pointAt: (url) => [
      `Bot API root: ${url}`,
      `grammY: new Bot(token, { client: { apiRoot: '${url}' } })`,
      `python-telegram-bot: Application.builder().token(token).base_url('${url}/bot')`,
      `curl ${url}/botTOKEN/sendMessage -d chat_id=42 -d text=hello`,
    ],
  },
  slack: {
    start: startSlackEmulator,
    pointAt: (url) => [
      `Web API root: ${url}/api/`,
      `@slack/web-api: new WebClient(token, { slackApiUrl: '${url}/api/' })`,
      `Bolt: new App({ token, clientOptions: { slackApiUrl: '${url}/api/' }, … })`,
      `slack_sdk: WebClient(token=token, base_url='${url}/api/')`,
    ],
  },
  discord: {
    start: startDiscordEmulator,
    pointAt: (url) => [
      `REST root: ${url}/api/v10`,
      `@discordjs/rest: new REST({ api: '${url}/api' }).setToken(token)`,
      'Channels are 17 to 19 digits, such as 123456789012345678.',
    ],
  },
  matrix: {
    start: ({ token: accessToken, ...options }) => startMatrixEmulator({ accessToken, ...options }),
    pointAt: (url) => [
      `Homeserver: ${url}`,
      `matrix-js-sdk: createClient({ baseUrl: '${url}', accessToken, userId })`,
      'Rooms are !any:server.test.',
    ],
  },
  signal: {
    start: startSignalEmulator,
    pointAt: (url) => [`signal-cli's JSON-RPC: ${url}/api/v1/rpc`],
  },
  homeassistant: {
    start: ({ token: accessToken, ...options }) => startHomeAssistantEmulator({ accessToken, ...options }),
    pointAt: (url) => [`REST root: ${url}/api/`, 'It knows persistent_notification.create and .dismiss.'],
  },
};

export async function emulate(args: string[], io: Io): Promise<number> {
  const { positionals, values } = parseOptions(
    args,
    {
      port: { type: 'string' },
      token: { type: 'string' },
      'no-limits': { type: 'boolean', default: false },
      'accept-late': { type: 'boolean', default: false },
      fault: { type: 'string', multiple: true, default: [] },
    },
    1,
  );
  const stage = stageFor(positionals[0]);
  const emulator = await stage.start({
    port: portIn(values.port),
    token: values.token,
    limits: values['no-limits'] ? 'none' : 'documented',
    acceptLate: values['accept-late'],
    faults: values.fault.map(faultIn),
    clock: io.clock,
    onCall: (call) => io.stdout.write(`${lineOf(call)}\n`),
  });
  for (const line of stage.pointAt(emulator.url)) io.stdout.write(`${line}\n`);
  io.stdout.write('\n');
  await interrupted(io);
  await emulator.close();
  return 0;
}

function stageFor(platform: string | undefined): Stage {
  const names = Object.keys(stages);
  if (platform === undefined) throw new UsageError(`emulate needs a platform: ${names.join(', ')}`);
  const stage = Object.hasOwn(stages, platform) ? stages[platform] : undefined;
  if (stage === undefined) throw new UsageError(`emulate takes ${names.join(', ')}, not '${platform}'${didYouMean(platform, names)}`);
  return stage;
}

/** `sendMessage {"chat_id":42,"text":"hello"} → 200 (wait)`. */
function lineOf({ name, body, result, status, fault }: LoggedCall): string {
  const outcome = result === 'answered' ? String(status) : result;
  return `${name} ${JSON.stringify(body)} → ${outcome}${fault === undefined ? '' : ` (${fault})`}`;
}
