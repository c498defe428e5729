import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Screen } from '../terminal/screen.js';

// util-linux's `script` gives a program a pseudo-terminal and prints what it was sent.
const hasScript = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');

it('on a real pseudo-terminal a long answer is whole, and nothing in it reaches the terminal as a command', ({ skip }) => {
  if (!hasScript) skip('there is no util-linux to make a pseudo-terminal with');
  const program = fileURLToPath(new URL('terminal.pty.mjs', import.meta.url));
  const command = `stty cols 40 rows 12 && "${process.execPath}" "${program}"`;
  const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], { encoding: 'utf8', timeout: 60_000 });
  const screen = new Screen(40, 12);
  screen.write(stdout);
  const [, answer = '', end] = /^(.*)\n+\[([^[\]]*)\]$/s.exec(screen.text) ?? [];
  expect(end).toBe('delivered true 40');
  const words = Array.from({ length: 120 }, (_, index) => `word${index}漢字👩‍👩‍👧␛[2J`).join('');
  expect(answer.replace(/\s/g, '')).toBe(words);
});
