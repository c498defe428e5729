import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** Carries inspection messages from a program to its viewers, on the loopback interface. A viewer that comes late is sent what every
 *  actor said of itself when it began: without the definition nothing can be drawn. */
export async function statelyRelay(): Promise<{ url: string; close(): Promise<void> }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const actors: string[] = [];

  server.on('connection', (socket: WebSocket) => {
    for (const actor of actors) socket.send(actor);
    socket.on('message', (data) => {
      const message = data.toString();
      if (message.includes('"@xstate.actor"')) actors.push(message);
      for (const other of server.clients) if (other !== socket) other.send(message);
    });
  });

  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
