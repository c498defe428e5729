import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/testing/free-port.js';
import { type RunningServer, startProcess } from './process.js';
import { whenListening } from './when-listening.js';

export interface ProsodyOptions {
  /** Offer XEP-0198. Default true. */
  streamManagement?: boolean | undefined;
  /** The longest stanza taken. Default: Prosody's own. */
  maxStanzaBytes?: number | undefined;
}

/** A Prosody on the loopback interface, with an archive, rooms at `rooms.localhost`, and the accounts `bot` and `ann`. */
export interface Prosody {
  /** For `client({ service, domain: 'localhost', … })`. */
  readonly service: string;
  readonly password: string;
  /** Whether it offers XEP-0198. */
  readonly streamManagement: boolean;
  /** It answers nothing any more, and reads nothing. */
  freeze(): void;
  /** Ends it as a power cut would. Sessions are lost, archives stay. */
  kill(): Promise<void>;
  /** Starts it again on the same port with the same archives. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one in a folder of its own. https://prosody.im/doc/configure */
export async function startProsody(path: string, options: ProsodyOptions = {}): Promise<Prosody> {
  const folder = mkdtempSync(join(tmpdir(), 'tokentape-prosody-'));
  const password = 'planted-xmpp-password';
  const port = await freePort();
  const config = join(folder, 'prosody.cfg.lua');
  writeFileSync(config, configuration(folder, port, options));
  writeAccounts(folder, password);

  let server: RunningServer | undefined;
  async function start(): Promise<void> {
    server = startProcess(path, ['--config', config, '-F']);
    await whenListening(port).catch((error: Error) => {
      throw new Error(`${error.message}\n${server?.printed()}`);
    });
  }
  await start();

  return {
    service: `xmpp://127.0.0.1:${port}`,
    password,
    streamManagement: options.streamManagement ?? true,
    freeze: () => server?.freeze(),
    kill: async () => server?.kill(),
    restart: start,
    stop: async () => {
      await server?.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As `prosodyctl register` would write them; `prosodyctl` itself insists on the system's own user. */
function writeAccounts(folder: string, password: string): void {
  const accounts = join(folder, 'data', 'localhost', 'accounts');
  mkdirSync(accounts, { recursive: true });
  for (const name of ['bot', 'ann']) writeFileSync(join(accounts, `${name}.dat`), `return { ["password"] = "${password}" };\n`);
}

function configuration(folder: string, port: number, { streamManagement = true, maxStanzaBytes }: ProsodyOptions): string {
  return `
run_as_root = true -- in a container that knows no other user
pidfile = "${folder}/prosody.pid"
data_path = "${folder}/data"
log = { info = "*console" }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
modules_enabled = { "saslauth", "roster", "disco", "ping", "mam", "offline"${streamManagement ? ', "smacks"' : ''} }
modules_disabled = { "s2s", "tls" }
authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
storage = "internal"
default_archive_policy = true
${maxStanzaBytes === undefined ? '' : `c2s_stanza_size_limit = ${maxStanzaBytes}`}
VirtualHost "localhost"
Component "rooms.localhost" "muc"
  modules_enabled = { "muc_mam" }
  muc_room_locking = false
`;
}
