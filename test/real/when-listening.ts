import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Resolves once something accepts connections there; rejects after `patienceMs`. */
export async function whenListening(port: number, patienceMs = 10_000): Promise<void> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await pause(20)) {
    if (await accepts(port)) return;
  }
  throw new Error(`nothing listens on port ${port} after ${patienceMs} ms`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
