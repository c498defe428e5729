import { ConfigError } from '../config.js';
import { packageVersion } from '../package-root.js';
import { commands } from './commands.js';
import { explainError } from './explain-error.js';
import type { Io } from './io.js';
import { didYouMean } from './parse-options.js';
import { TargetError } from './target-error.js';
import { UsageError } from './usage-error.js';

/** Runs one command line and resolves with its exit code: 0 it worked, 1 it did not, 2 it could not be understood. */
export async function run(args: string[], io: Io): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    io.stderr.write(`tokentape: ${explainError(error)}\n`);
    if (isOnTheLine(error)) io.stderr.write(`Try: tokentape ${named(args[0]) ? `${args[0]} ` : ''}--help\n`);
    return isOnTheLine(error) || error instanceof ConfigError || error instanceof TargetError ? 2 : 1;
  }
}

async function dispatch([name, ...args]: string[], io: Io): Promise<number> {
  if (name === undefined) throw new UsageError('which command?');
  if (name === '--help' || name === '-h' || name === 'help') return print(io, overview());
  if (name === '--version' || name === '-v') return print(io, packageVersion());

  const command = named(name);
  if (command === undefined)
    throw new UsageError(
      `unknown command '${name}'${didYouMean(
        name,
        commands.map((one) => one.name),
      )}`,
    );
  if (args.includes('--help') || args.includes('-h')) return print(io, command.help);
  return command.run(args, io);
}

const named = (name: string | undefined) => commands.find((command) => command.name === name);

function print(io: Io, text: string): number {
  io.stdout.write(`${text}\n`);
  return 0;
}

function overview(): string {
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`);
  return `tokentape brings a model's tokens to a chat, once.

Usage: tokentape <command> [options]

${rows.join('\n')}

  tokentape <command> --help   what it takes
  tokentape --version`;
}

/** What is wrong stands on the command line itself, and not in a file. */
function isOnTheLine(error: unknown): boolean {
  return error instanceof UsageError || (error instanceof ConfigError && error.problems.every(({ file }) => file === undefined));
}
