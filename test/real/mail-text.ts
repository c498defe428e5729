/** A header of a message as it came, folded lines joined; undefined if there is none. */
export function headerOf(message: string, name: string): string | undefined {
  const [head = ''] = message.split('\r\n\r\n', 1);
  const line = head
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
    .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `));
  return line?.slice(name.length + 2);
}

/** The text of a message with one part, decoded, without the line end that every mail has. */
export function textOf(message: string): string {
  const body = message.slice(message.indexOf('\r\n\r\n') + 4);
  return decoded(body, headerOf(message, 'Content-Transfer-Encoding')).replaceAll('\r\n', '\n').replace(/\n$/, '');
}

function decoded(body: string, encoding: string | undefined): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
