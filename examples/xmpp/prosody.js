import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A Prosody of one's own, on the loopback interface, with the accounts `bot` and `ann`.
 *  @param {number} port */
export async function startProsody(port) {
  const folder = mkdtempSync(join(tmpdir(), 'prosody-'));
  const config = join(folder, 'prosody.cfg.lua');
  const password = 'offline';
  writeFileSync(
    config,
    `run_as_root = true
pidfile = "${folder}/prosody.pid"
data_path = "${folder}/data"
log = { error = "*console" }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
modules_enabled = { "saslauth", "roster", "ping", "smacks", "offline" }
modules_disabled = { "s2s", "tls" }
authentication = "internal_plain"
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
VirtualHost "localhost"
`,
  );
  const accounts = join(folder, 'data', 'localhost', 'accounts');
  mkdirSync(accounts, { recursive: true });
  for (const name of ['bot', 'ann']) writeFileSync(join(accounts, `${name}.dat`), `return { ["password"] = "${password}" };\n`);

  const PATH = `${process.env.PATH}:/usr/sbin`;
  const server = spawn('prosody', ['--config', config, '-F'], { env: { ...process.env, PATH }, stdio: 'ignore' });
  await Promise.race([once(server, 'spawn'), once(server, 'error')]);
  if (server.pid === undefined) throw new Error('prosody is not installed: apt-get install prosody');
  while (!(await isOpen(port))) await pause(20);

  return {
    service: `xmpp://127.0.0.1:${port}`,
    domain: 'localhost',
    password,
    async stop() {
      const gone = once(server, 'exit');
      server.kill();
      await gone;
      rmSync(folder, { recursive: true });
    },
  };
}

/** @param {number} port */
function isOpen(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.end(() => resolve(true))).once('error', () => resolve(false));
  });
}
