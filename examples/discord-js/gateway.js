import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

/** As much of Discord's gateway as it takes for a client to log in and hear one message.
 *  https://discord.com/developers/docs/events/gateway */
export async function startGateway() {
  /** @type {import('node:http').RequestListener} */
  const tellAddress = (_request, response) => {
    response.setHeader('content-type', 'application/json');
    const limit = { total: 1, remaining: 1, reset_after: 0, max_concurrency: 1 };
    response.end(JSON.stringify({ url: `ws://127.0.0.1:${port()}`, shards: 1, session_start_limit: limit }));
  };
  const server = createServer(tellAddress);
  const sockets = new WebSocketServer({ server });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const port = () => /** @type {import('node:net').AddressInfo} */ (server.address()).port;

  /** @param {string} t @param {unknown} d */
  const dispatch = (t, d) => {
    for (const socket of sockets.clients) socket.send(JSON.stringify({ op: 0, s: 1, t, d }));
  };
  sockets.on('connection', (socket) => {
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: 40_000 } }));
    socket.on('message', (data) => {
      const { op } = JSON.parse(String(data));
      if (op === 1) socket.send(JSON.stringify({ op: 11 }));
      if (op !== 2) return;
      const user = { id: '100000000000000009', username: 'bot', discriminator: '0', bot: true };
      dispatch('READY', {
        v: 10,
        user,
        guilds: [],
        session_id: 's',
        resume_gateway_url: `ws://127.0.0.1:${port()}`,
        application: { id: user.id, flags: 0 },
      });
    });
  });

  return {
    api: `http://127.0.0.1:${port()}/api`,
    dispatch,
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.close();
    },
  };
}
