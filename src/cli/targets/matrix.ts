import { fieldsOf, HttpRefusal, type JsonCall, jsonCaller } from '../../adapter-parts/http-json.js';
import { noAnswer as lostAnswer } from '../../adapter-parts/one-call.js';
import { matrixFailure } from '../../adapters/errors/matrix.js';
import { matrix } from '../../adapters/matrix.js';
import { systemClock } from '../../clock.js';
import { TokentapeError } from '../../errors.js';
import { TargetError } from '../target-error.js';
import { badChat, type Connect, needed, noAnswer, patienceMs, wrongChat, wrongToken } from './target.js';

export const connectMatrix: Connect = async ({ chat, thread, env }) => {
  const baseUrl = needed(env, 'MATRIX_BASE_URL', 'the homeserver, https://…');
  const accessToken = needed(env, 'MATRIX_ACCESS_TOKEN', 'the access token of the account');
  if (!chat.startsWith('!')) throw badChat('matrix', chat, "a room's id, !…");
  const call = serverAt(baseUrl, accessToken);
  const get = (path: string) => call({ method: 'GET', path: `/_matrix/client/v3/${path}`, signal: AbortSignal.timeout(patienceMs) });
  const explained = (error: unknown) => (error instanceof HttpRefusal ? matrixFailure(error, true, systemClock) : lostAnswer(error, true));

  const joined = fieldsOf(
    await get('joined_rooms').catch((error: unknown) => {
      const { reason, message } = explained(error);
      throw reason === 'forbidden' ? wrongToken('matrix', 'MATRIX_ACCESS_TOKEN', message) : noAnswer('matrix', message);
    }),
  ).joined_rooms;
  if (!Array.isArray(joined) || !joined.includes(chat)) throw wrongChat('matrix', chat, 'it has not joined that room');
  const isEncrypted = await get(`rooms/${encodeURIComponent(chat)}/state/m.room.encryption/`).then(
    () => true,
    () => false,
  );
  if (isEncrypted) throw new TargetError(`matrix: the room '${chat}' is encrypted, and the answer would go there in the clear`);
  return {
    adapter: matrix({ baseUrl, accessToken }),
    chatId: chat,
    metadata: thread === undefined ? undefined : { threadRoot: thread },
    config: { editInterval: 5.1, bufferThreshold: 4_000 },
    close: async () => {},
  };
};

function serverAt(baseUrl: string, accessToken: string): JsonCall {
  try {
    return jsonCaller('matrix', { baseUrl, accessToken });
  } catch (error) {
    throw error instanceof TokentapeError ? new TargetError(error.message) : error;
  }
}
