/** What a line may hold in all, with the line end and with the sender that the server puts before it (RFC 1459, section 2.3). */
const LINE_BYTES = 512;

/** The longest sender and target that are planned for: nick 30 (`NICKLEN` of today's servers), user name 10 and a mark for an unproven one,
 *  host 63 (RFC 1459, section 2.3.1; RFC 1035, section 2.3.4), channel 50 (RFC 2812, section 1.3). */
const LONGEST_OVERHEAD = overhead({ nick: 'n'.repeat(30), target: `#${'c'.repeat(49)}` });

/** The longest text that fits on one line to any channel, in bytes. */
export const TEXT_BYTES = LINE_BYTES - LONGEST_OVERHEAD;

/** The longest text that fits on one line from this nick to this target, in bytes. */
export function textBytesFor(address: { nick: string; target: string }): number {
  return LINE_BYTES - Math.max(overhead(address), LONGEST_OVERHEAD);
}

function overhead({ nick, target }: { nick: string; target: string }): number {
  return Buffer.byteLength(`:${nick}!~${'u'.repeat(10)}@${'h'.repeat(63)} PRIVMSG ${target} :\r\n`);
}

/** All control characters but tab, line feed and carriage return. NUL may not travel, SOH would turn a line into a command to the reader's
 *  client (CTCP), and the others colour, hide or ring (modern.ircdocs.horse/formatting). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

/** The lines to send for a text. Blank ones cannot be sent. */
export function linesOf(text: string): string[] {
  return text
    .replace(CONTROLS, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '');
}
