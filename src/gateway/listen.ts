import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TokentapeError } from '../errors.js';

const usualPort = 7346;

/** Listens on the loopback interface and returns the port. Without one named it is the usual port, or a free one where that is
 *  taken. Throws `TokentapeError` `portTaken` or `cannotListen`. */
export async function listen(server: Server, port?: number | undefined): Promise<number> {
  try {
    return await listenOn(server, port ?? usualPort);
  } catch (error) {
    if (port === undefined && codeOf(error) === 'EADDRINUSE') return listenOn(server, 0);
    if (codeOf(error) === 'EACCES')
      throw new TokentapeError('cannotListen', `this user may not listen on port ${port}; name one above 1023`, { cause: error });
    if (codeOf(error) === 'EADDRINUSE') throw new TokentapeError('portTaken', `port ${port} is taken; name another, or none`);
    throw new TokentapeError('cannotListen', `cannot listen on port ${port ?? usualPort}: ${(error as Error).message}`, { cause: error });
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
