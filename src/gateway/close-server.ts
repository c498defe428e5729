import type { Server } from 'node:http';

/** Pages hold their connection open for ever, so it is cut; one turn later, so that the last words are on their way. */
export async function closeServer(server: Server): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
