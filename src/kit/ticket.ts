import type { Answer, IncomingMessage } from './message.js';

/** A message on its way through a gateway. */
export class Ticket<Message extends IncomingMessage> {
  readonly message: Message;
  /** The clock's time when it came, in milliseconds. */
  readonly receivedAt: number;
  readonly answer: Promise<Answer>;
  readonly #onEnd: (answer: Answer) => void;
  #resolve: (answer: Answer) => void = () => {};
  #isOver = false;

  /** `onEnd` is told at once what became of it, before anybody who awaits `answer`. */
  constructor(message: Message, receivedAt: number, onEnd: (answer: Answer) => void) {
    this.message = message;
    this.receivedAt = receivedAt;
    this.#onEnd = onEnd;
    this.answer = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(answer: Answer): void {
    this.#isOver = true;
    this.#onEnd(answer);
    this.#resolve(answer);
  }

  refuse(reason: Extract<Answer, { status: 'refused' }>['reason'], error?: unknown): void {
    this.end({ status: 'refused', reason, ...(error !== undefined && { error }), missing: null });
  }
}
