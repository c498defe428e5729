import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStreamingConfig } from '../../src/config.js';

describe('loadStreamingConfig', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('reads a file', async () => {
    const path = join(folder, 'good.yaml');
    await writeFile(path, 'streaming: { edit_interval: 2 }\n');
    expect(await loadStreamingConfig(path)).toMatchObject({ editInterval: 2, callTimeout: 10 });
  });

  it('names the file in every problem', async () => {
    const path = join(folder, 'bad.yaml');
    await writeFile(path, 'streaming:\n  edit_interval: soon\n');
    await expect(loadStreamingConfig(path)).rejects.toThrow(`${path}:2:18: streaming.edit_interval: must be`);
  });

  it('says what to do when there is no such file', async () => {
    const path = join(folder, 'none.yaml');
    await expect(loadStreamingConfig(path)).rejects.toMatchObject({
      name: 'ConfigError',
      code: 'config-not-found',
      message: `${path}: no such file; create it, or pass the path of the file that holds the streaming block`,
    });
  });

  it('says what to do when the path is a folder', async () => {
    await expect(loadStreamingConfig(folder)).rejects.toMatchObject({
      code: 'config-unreadable',
      message: `${folder}: is a folder; pass the path of a YAML file in it`,
    });
  });
});
