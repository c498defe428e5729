import { readFile } from 'node:fs/promises';
import { ConfigError } from './config-error.js';
import { parseStreamingConfig } from './parse.js';
import type { StreamingConfig } from './streaming-config.js';

/** Reads the `streaming` block of a YAML file (UTF-8), as `parseStreamingConfig` does; errors name the file as `path` is written.
 *  @throws {ConfigError} `config-not-found`, `config-unreadable` (a folder, no permission, …) or `config-invalid`. */
export async function loadStreamingConfig(path: string): Promise<StreamingConfig> {
  return parseStreamingConfig(await readText(path), { file: path });
}

/** @throws {ConfigError} `config-not-found` or `config-unreadable`. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const code = reason === 'ENOENT' ? 'config-not-found' : 'config-unreadable';
    throw new ConfigError(code, [{ file: path, key: '', rule: advice[reason] ?? `cannot be read (${reason})` }], { cause });
  }
}

const advice: Readonly<Record<string, string>> = {
  ENOENT: 'no such file; create it, or pass the path of the file that holds the streaming block',
  EISDIR: 'is a folder; pass the path of a YAML file in it',
  EACCES: 'may not be read; give this user read permission',
  EPERM: 'may not be read; give this user read permission',
};
