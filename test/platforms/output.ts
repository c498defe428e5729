import { inspect } from 'node:util';

/** Everything that this process prints, by whatever way, until `end`. */
export function listenToOutput(): { printed(): string; end(): void } {
  let printed = '';
  const note = (...pieces: readonly unknown[]) => {
    printed += `${pieces.map((piece) => (typeof piece === 'string' ? piece : inspect(piece, whole))).join(' ')}\n`;
  };
  const undo: (() => void)[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const { write } = stream;
    stream.write = ((...args: Parameters<typeof write>) => {
      note(String(args[0]));
      return write.apply(stream, args);
    }) as typeof write;
    undo.push(() => Object.assign(stream, { write }));
  }
  for (const method of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    const print = console[method];
    console[method] = (...args: unknown[]) => {
      note(...args);
      print(...args);
    };
    undo.push(() => Object.assign(console, { [method]: print }));
  }
  const onWarning = (warning: Error) => note(warning);
  process.on('warning', onWarning);
  undo.push(() => process.off('warning', onWarning));
  return {
    printed: () => printed,
    end() {
      for (const one of undo) one();
    },
  };
}

const whole = { depth: Number.POSITIVE_INFINITY, showHidden: true, maxArrayLength: null, maxStringLength: null } as const;

/** The secrets that are told somewhere in these things: in what JSON shows of them, or a debugger does, causes and hidden properties
 *  included, plain or as clients encode them. */
export function secretsIn(things: readonly unknown[], secrets: readonly string[]): string[] {
  const told = things.map((thing) => `${inspect(thing, whole)}${JSON.stringify(thing)}`).join('\n');
  return secrets.filter((secret) => encodings(secret).some((form) => told.includes(form)));
}

function encodings(secret: string): string[] {
  // Three alignments, without the ends, which depend on what stands beside the secret.
  const base64 = ['', ' ', '  '].map((before) =>
    Buffer.from(before + secret)
      .toString('base64')
      .slice(4, -4),
  );
  return [secret, encodeURIComponent(secret), ...base64];
}
