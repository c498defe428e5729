import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { TokentapeError } from '../../src/errors.js';
import { listen } from '../../src/gateway/listen.js';

/** A server that the operating system refuses. */
function refused(code: string): Server {
  const server = createServer();
  server.listen = (() => {
    queueMicrotask(() => server.emit('error', Object.assign(new Error(`listen ${code}`), { code })));
    return server;
  }) as Server['listen'];
  return server;
}

const troubleWith = (server: Server, port: number) => listen(server, port).catch((error: unknown) => error);

test('a port that is for administrators is named, and which are not', async () => {
  const error = await troubleWith(refused('EACCES'), 80);
  expect(error).toBeInstanceOf(TokentapeError);
  expect(error).toMatchObject({ code: 'cannotListen', message: 'this user may not listen on port 80; name one above 1023' });
  const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  expect(page).toContain(`\`${(error as Error).message}\``);
});

test('any other trouble is told in the words of the operating system', async () => {
  expect(await troubleWith(refused('EADDRNOTAVAIL'), 8_080)).toMatchObject({
    code: 'cannotListen',
    message: 'cannot listen on port 8080: listen EADDRNOTAVAIL',
  });
});

test('a port that is taken is another matter where none was named', async () => {
  const [first, second] = [createServer(), createServer()];
  onTestFinished(() => {
    first.close();
    second.close();
  });
  const ports = [await listen(first), await listen(second)];
  expect(new Set(ports).size).toBe(2);
});
