/** The lines of a tape with this many records: a message, then one edit after the other, none of them with text. */
export function longTape(stream: string, length: number): string[] {
  const cycle = [
    { kind: 'input', input: 'text', length: 10 },
    { kind: 'event', event: { type: 'MORE', have: 10, via: 'edit' }, from: 'streaming.clean', to: 'streaming.editing' },
    { kind: 'call', call: 1, op: 'edit', from: 0, to: 10, final: false, hasCursor: false, messageId: 1, length: 10, sha256: '' },
    { kind: 'answer', call: 1, result: 'ok', latencyMs: 20 },
    {
      kind: 'event',
      event: { type: 'SHOWN', seq: 1, from: 0, to: 10, have: 10, full: false, editable: true },
      from: 'streaming.editing',
      to: 'streaming.cooling',
    },
  ];
  return Array.from({ length }, (_, seq) => {
    const first = seq === 2 && { op: 'send', messageId: undefined };
    const answered = seq === 3 && { messageId: 1 };
    return JSON.stringify({ v: 1, stream, seq, at: seq * 20, ...cycle[seq % cycle.length], ...first, ...answered });
  });
}
