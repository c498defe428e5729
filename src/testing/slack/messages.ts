/** One message on the screen. */
export interface SlackMessage {
  /** Its `ts`. */
  id: string;
  /** As a reader sees it: `&amp;`, `&lt;` and `&gt;` are resolved. */
  text: string;
  /** The thread that it stands in. */
  threadTs: string | undefined;
  /** `streaming` until it is stopped, by the app, by the user or after five minutes; `ended` then, and for ordinary messages. */
  state: 'streaming' | 'ended';
  /** How often it was updated. */
  edits: number;
  /** People and groups that this message notifies: `U1`, `!channel`, `!subteam^S1`. */
  mentions: readonly string[];
}

export interface Stored {
  ts: string;
  /** As it was sent, entities unresolved. */
  raw: string;
  threadTs: string | undefined;
  edits: number;
  /** JSON, as it came. */
  metadata: string | undefined;
  byApp: boolean;
  stream: { startedAt: number; ended: boolean; stoppedByUser: boolean } | undefined;
}

export function asSeen(stored: Stored, isStreaming: boolean): SlackMessage {
  return {
    id: stored.ts,
    text: resolved(stored.raw),
    threadTs: stored.threadTs,
    state: isStreaming ? 'streaming' : 'ended',
    edits: stored.edits,
    mentions: [...stored.raw.matchAll(/<([@!][^>|]+)[^>]*>/g)].map(([, target = '']) => target.replace(/^@/, '')),
  };
}

function resolved(raw: string): string {
  return raw.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** As the history tells it: links stand in brackets, whoever wrote them (docs.slack.dev/messaging/formatting-message-text). */
export function rendered({ ts, raw, threadTs, metadata, byApp }: Stored, withMetadata: boolean) {
  return {
    type: 'message',
    ts,
    text: raw.replace(/(?<![<|])\bhttps?:\/\/[^\s<>|]+/g, '<$&>'),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(byApp ? { bot_id: 'B1', user: 'U0' } : { user: 'U9' }),
    ...(withMetadata && metadata !== undefined && { metadata: JSON.parse(metadata) as object }),
  };
}
