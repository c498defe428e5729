import { createServer } from 'node:http';

/** @typedef {{ chatId: string, text: string }} Message */

/** A gateway as many have one: messages come in over HTTP, a handler answers, and what it returns is sent.
 *  `null` from the handler means: already sent.
 *
 *  @param {(message: Message) => Promise<string | null>} handler
 *  @param {(chatId: string, text: string) => Promise<void>} send */
export function createGateway(handler, send) {
  return createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    /** @type {Message} */
    const message = JSON.parse(body);
    const text = await handler(message);
    if (text) await send(message.chatId, text);
    response.end(text === null ? 'streamed\n' : 'sent\n');
  });
}
