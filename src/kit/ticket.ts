import type { Answer, IncomingMessage } from './message.js';

/** A message on its way through a gateway. */
export class Ticket<Message extends IncomingMessage> {
  readonly message: Message;
  /** The clock's time when it came, in milliseconds. */
  readonly receivedAt: number;
  readonly answer: Promise<Answer>;
  #resolve: (answer: Answer) => void = () => {};
  #isOver = false;

  constructor(message: Message, receivedAt: number) {
    this.message = message;
    this.receivedAt = receivedAt;
    this.answer = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(answer: Answer): void {
    this.#isOver = true;
    this.#resolve(answer);
  }

  refuse(reason: Extract<Answer, { status: 'refused' }>['reason'], error?: unknown): void {
    this.end({ status: 'refused', reason, ...(error !== undefined && { error }), missing: null });
  }
}
