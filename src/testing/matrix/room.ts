/** One message on the screen. */
export interface MatrixMessage {
  /** The first event, which all edits name. */
  id: string;
  /** The newest body. */
  text: string;
  /** The same as HTML; undefined where there is none. */
  html: string | undefined;
  /** `m.text`, `m.notice` and so on. */
  msgtype: string;
  /** The event that it answers. */
  replyTo: string | undefined;
  /** The event that started its thread. */
  threadRoot: string | undefined;
  /** How often it was edited. */
  edits: number;
}

export interface Content {
  msgtype?: string;
  body?: string;
  format?: string;
  formatted_body?: string;
  'm.new_content'?: Content;
  'm.relates_to'?: { rel_type?: string; event_id?: string; is_falling_back?: boolean; 'm.in_reply_to'?: { event_id?: string } };
}

export interface Stored {
  id: string;
  type: 'm.room.message' | 'm.room.redaction';
  sender: string;
  at: number;
  /** The transaction that made it, which only its own device is told. */
  transactionId: string;
  content: Content;
  isRedacted: boolean;
}

/** What a room keeps: every event, edits and redactions included, oldest first. */
export class Room {
  readonly events: Stored[] = [];

  find(eventId: string): Stored | undefined {
    return this.events.find(({ id }) => id === eventId);
  }

  redact(eventId: string): void {
    const event = this.find(eventId);
    if (event) Object.assign(event, { isRedacted: true, content: {} });
  }

  /** The events that replace this one, newest first. Only what its own sender says of a first event counts. */
  editsOf({ id, sender, content }: Stored): Stored[] {
    if (content['m.relates_to']?.rel_type === 'm.replace') return [];
    const edits = this.events.filter((event) => {
      const relation = event.content['m.relates_to'];
      return event.sender === sender && relation?.rel_type === 'm.replace' && relation.event_id === id;
    });
    return edits.reverse();
  }

  messages(): MatrixMessage[] {
    const isMessage = ({ type, isRedacted, content }: Stored) =>
      type === 'm.room.message' && !isRedacted && content['m.relates_to']?.rel_type !== 'm.replace';
    return this.events.filter(isMessage).map((event) => this.#asSeen(event));
  }

  #asSeen(event: Stored): MatrixMessage {
    const edits = this.editsOf(event).filter(({ content }) => content['m.new_content'] !== undefined);
    const shown = edits[0]?.content['m.new_content'] ?? event.content;
    const {
      rel_type: relation,
      event_id: target,
      is_falling_back: isFallback,
      'm.in_reply_to': reply,
    } = event.content['m.relates_to'] ?? {};
    return {
      id: event.id,
      text: shown.body ?? '',
      html: shown.format === 'org.matrix.custom.html' ? shown.formatted_body : undefined,
      msgtype: shown.msgtype ?? '',
      replyTo: isFallback ? undefined : reply?.event_id,
      threadRoot: relation === 'm.thread' ? target : undefined,
      edits: edits.length,
    };
  }
}

/** An event as the client-server API tells it to the device that sent it. */
export function rendered({ id, type, sender, at, transactionId, content, isRedacted }: Stored, isOwn: boolean) {
  return {
    event_id: id,
    type,
    sender: userOf(sender),
    origin_server_ts: Math.floor(at),
    content,
    unsigned: { ...(isOwn && { transaction_id: transactionId }), ...(isRedacted && { redacted_because: {} }) },
  };
}

/** Whoever holds the token. */
export function userOf(token: string): string {
  return `@${token.replace(/\W/g, '').slice(-8).toLowerCase() || 'bot'}:server.test`;
}
