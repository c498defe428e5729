import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How to launch a browser on this machine: one that `CHROMIUM_PATH` names, on Linux x64 the one that comes with the development
 *  dependencies, else an installed Chrome. */
export interface FoundBrowser {
  executablePath?: string;
  channel?: 'chrome';
  env?: Record<string, string>;
}

export async function findBrowser(): Promise<FoundBrowser> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return { executablePath: CHROMIUM_PATH };
  if (process.platform === 'linux' && process.arch === 'x64') return packagedBrowser();
  return { channel: 'chrome' };
}

/** The package was made for AWS Lambda. Told that this is one, it unpacks the few libraries that a bare system lacks; it says where
 *  in the environment, which must reach the browser and nothing else that the tests start. */
async function packagedBrowser(): Promise<FoundBrowser> {
  const before = { ...process.env };
  Object.assign(process.env, { AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x', FONTCONFIG_PATH: writeFontConfig() });
  const { default: chromium } = await import('@sparticuz/chromium');
  const executablePath = await chromium.executablePath();
  const env = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  return { executablePath, env };
}

/** The package brings one font. Those of the system are used too, where there are any. */
function writeFontConfig(): string {
  const folder = join(tmpdir(), 'tokentape-fonts');
  mkdirSync(folder, { recursive: true });
  const folders = [join(tmpdir(), 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'];
  const dirs = folders.map((dir) => `<dir>${dir}</dir>`).join('');
  writeFileSync(join(folder, 'fonts.conf'), `<?xml version="1.0"?>\n<fontconfig>${dirs}<cachedir>${folder}</cachedir></fontconfig>\n`);
  return folder;
}
