/** One line from the server (RFC 1459, section 2.3.1). */
export interface ServerLine {
  /** `PONG`, `ERROR`, or three digits. */
  command: string;
  params: readonly string[];
}

export function parseServerLine(line: string): ServerLine {
  const [, command = '', rest = ''] = /^(?:@\S+ +)?(?::\S+ +)?(\S+)(.*)$/s.exec(line.replace(/[\r\n]+$/, '')) ?? [];
  const trailing = rest.indexOf(' :');
  const middle = (trailing === -1 ? rest : rest.slice(0, trailing)).split(' ').filter((param) => param !== '');
  return { command: command.toUpperCase(), params: trailing === -1 ? middle : [...middle, rest.slice(trailing + 2)] };
}
