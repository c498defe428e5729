import { TokentapeError } from '../errors.js';
import { TapeError } from '../tape/tape-error.js';
import { wordsOf } from '../words-of.js';

/** What went wrong and what to do about it, in one line. What the operating system says is put into words; anything else speaks for
 *  itself. */
export function explainError(error: unknown): string {
  const message = wordsOf(error);
  // Every other error of tokentape says already what to do.
  const cause = error instanceof TokentapeError && !(error instanceof TapeError) ? undefined : systemErrorIn(error);
  const words = cause && adviceOn[cause.code];
  const path = error instanceof TapeError ? error.file : cause?.path;
  return (words && path ? `${path}: ${words}` : message).replace(/\s*\n\s*/g, ' ');
}

const adviceOn: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder; check the path',
  ENOTDIR: 'a part of this path is a file, not a folder; check the path',
  EISDIR: 'is a folder; name a file in it',
  EACCES: 'this user may not; change the permissions, or use another user',
  EPERM: 'this user may not; change the permissions, or use another user',
  EROFS: 'the disk cannot be written to; name another place',
  ENOSPC: 'the disk is full; make room, or name another place',
};

interface SystemError extends Error {
  code: string;
  path?: string;
}

/** The error of the operating system that is behind another, if there is one. */
function systemErrorIn(error: unknown): SystemError | undefined {
  for (let one = error; one instanceof Error; one = one.cause)
    if ('code' in one && typeof one.code === 'string' && 'syscall' in one) return one as SystemError;
  return undefined;
}
