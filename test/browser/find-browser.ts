import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How to launch a browser on this machine. */
export interface FoundBrowser {
  executablePath?: string;
  channel?: 'chrome';
  env?: Record<string, string | undefined>;
}

/** One that `CHROMIUM_PATH` names, on Linux x64 the one that comes with the development dependencies, else an installed Chrome. */
export async function findBrowser(): Promise<FoundBrowser> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return { executablePath: CHROMIUM_PATH };
  if (process.platform === 'linux' && process.arch === 'x64') return packagedBrowser();
  return { channel: 'chrome' };
}

/** The package holds a browser, a font, and the few libraries that a bare system lacks. They are unpacked once for each version of it. */
async function packagedBrowser(): Promise<FoundBrowser> {
  const manifest = new URL('../../node_modules/@sparticuz/chromium/package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const folder = join(tmpdir(), `tokentape-chromium-${version}`);
  if (!existsSync(folder)) await unpack(folder);
  const env = { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'), FONTCONFIG_PATH: folder };
  return { executablePath: join(folder, 'chromium'), env };
}

/** Unpacks elsewhere and then moves it here in one step: a run that is broken off, or another at the same time, leaves nothing half
 *  done. */
async function unpack(folder: string): Promise<void> {
  const work = mkdtempSync(`${folder}-`);
  const before = { ...process.env };
  try {
    // Made for AWS Lambda, it has to be told that this is one, and it unpacks into the folder for temporary files.
    Object.assign(process.env, { AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x', TMPDIR: work });
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    writeFileSync(join(work, 'fonts.conf'), fontConfig(folder));
    renameSync(work, folder);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  } finally {
    // What it set for its browser must not reach anything else that the tests start.
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

/** Its own font, and those of the system where there are any. */
function fontConfig(folder: string): string {
  const dirs = [join(folder, 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'].map((dir) => `<dir>${dir}</dir>`);
  return `<?xml version="1.0"?>\n<fontconfig>${dirs.join('')}<cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>\n`;
}
