import MarkdownIt from 'markdown-it';
import { homeassistant } from '../../src/adapters/homeassistant.js';
import { type MatrixOptions, matrix } from '../../src/adapters/matrix.js';
import { signal } from '../../src/adapters/signal.js';
import { type EmulatorOptions, startHomeAssistantEmulator, startMatrixEmulator, startSignalEmulator } from '../../src/testing/index.js';
import type { Chat, ChatPlatform } from './chats.js';

export const secrets = ['planted-matrix-token', 'planted-homeassistant-token'] as const;
const [matrixToken, homeAssistantToken] = secrets;
const room = '!room:server.test';
const person = '+15550100';

const markdown = new MarkdownIt();

const byMatrix = {
  calls: { first: 'send', change: ['edit'], last: ['edit'] },
  noEditRights: undefined,
  onDeletion: 'unseen' as const,
  // After its first ten a server with default settings takes one event every five seconds.
  config: { editInterval: 5.1, bufferThreshold: 4_000 },
};

async function onMatrix(options: EmulatorOptions & { limits: 'documented' | 'none' }, asked: MatrixOptions = {}): Promise<Chat> {
  const emulator = await startMatrixEmulator({ accessToken: matrixToken, ...options });
  return {
    emulator,
    adapter: matrix({ baseUrl: emulator.url, accessToken: matrixToken }, asked),
    chatId: room,
    shown: () => emulator.messages(room),
    remove: (id) => emulator.remove(room, String(id)),
  };
}

/** The platforms that are spoken to with plain `fetch`. None of them says that a message is gone, and whoever may write may edit. */
export const wirePlatforms: readonly ChatPlatform[] = [
  { name: 'matrix', ...byMatrix, start: (options) => onMatrix(options) },
  { name: 'matrix, HTML', ...byMatrix, start: (options) => onMatrix(options, { html: (text) => markdown.render(text) }) },
  {
    name: 'signal',
    calls: { first: 'send', change: ['edit'], last: ['edit', 'send'] },
    noEditRights: undefined,
    onDeletion: 'unseen',
    lostEditsEndEditing: true,
    config: { editInterval: 3, bufferThreshold: 4_000 },
    async start(options) {
      const emulator = await startSignalEmulator(options);
      return {
        emulator,
        adapter: signal({ baseUrl: emulator.url }),
        chatId: person,
        shown: () => emulator.messages(person),
        remove: (id) => emulator.remove(person, Number(id)),
      };
    },
  },
  {
    name: 'homeassistant',
    calls: { first: 'create', change: ['overwrite'], last: ['overwrite'] },
    noEditRights: undefined,
    onDeletion: 'brought back',
    config: { editInterval: 1, bufferThreshold: 4_000 },
    async start(options) {
      const emulator = await startHomeAssistantEmulator({ accessToken: homeAssistantToken, ...options });
      return {
        emulator,
        adapter: homeassistant({ baseUrl: emulator.url, accessToken: homeAssistantToken }),
        chatId: 'answers',
        shown: emulator.notifications,
        remove: (id) => emulator.remove(String(id)),
      };
    },
  },
];
