import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/testing/free-port.js';
import { startProcess } from './process.js';
import { whenListening } from './when-listening.js';

export interface NgircdOptions {
  /** Punish lines that come too fast, and errors, by reading no further for a while, as the server does by default. Default false. */
  penalties?: boolean | undefined;
  /** What everyone has to know to get in. Default: nobody has to. */
  password?: string | undefined;
}

/** An ngIRCd on the loopback interface, with the channels `#open`, `#quiet`, where nobody may speak, and `#invited`, where nobody is. */
export interface Ngircd {
  readonly port: number;
  /** It answers nothing any more, and reads nothing. */
  freeze(): void;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one in a folder of its own. `man ngircd.conf` */
export async function startNgircd(path: string, { penalties = false, password }: NgircdOptions = {}): Promise<Ngircd> {
  const folder = mkdtempSync(join(tmpdir(), 'tokentape-ngircd-'));
  const port = await freePort();
  const config = join(folder, 'ngircd.conf');
  writeFileSync(config, configuration(port, penalties, password));
  const server = startProcess(path, ['--nodaemon', '--config', config]);
  await whenListening(port).catch((error: Error) => {
    throw new Error(`${error.message}\n${server.printed()}`);
  });
  return {
    port,
    freeze: server.freeze,
    kill: server.kill,
    stop: async () => {
      await server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(port: number, penalties: boolean, password: string | undefined): string {
  return `
[Global]
  Name = irc.test
  Listen = 127.0.0.1
  Ports = ${port}
  MotdPhrase = hello
  ${password === undefined ? '' : `Password = ${password}`}
[Limits]
  MaxConnectionsIP = 0
  MaxNickLength = 30
  MaxPenaltyTime = ${penalties ? -1 : 0}
[Options]
  PAM = no
  Ident = no
  DNS = no
[Channel]
  Name = #open
  Modes = tn
[Channel]
  Name = #quiet
  Modes = m
[Channel]
  Name = #invited
  Modes = i
`;
}
