import { randomUUID } from 'node:crypto';
import { matrix } from 'tokentape/adapters/matrix';
import { createGateway } from './gateway.js';
import { createHandler } from './handler.js';

/** The gateway on a Matrix homeserver.
 *  @param {{ baseUrl: string, accessToken: string }} server
 *  @param {(chatId: string) => Partial<import('tokentape').StreamingConfig>} [configOf] */
export function createMatrixGateway({ baseUrl, accessToken }, configOf = () => ({})) {
  /** The normal send path, as it was before there was streaming. @param {string} chatId @param {string} text */
  async function send(chatId, text) {
    const url = `${baseUrl}/_matrix/client/v3/rooms/${encodeURIComponent(chatId)}/send/m.room.message/${randomUUID()}`;
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify({ msgtype: 'm.text', body: text }) });
    if (!response.ok) throw new Error(`not sent: ${response.status} ${await response.text()}`);
  }
  return createGateway(createHandler(matrix({ baseUrl, accessToken }), configOf), send);
}
