import { type Actor, createActor } from 'xstate';
import { conversationMachine } from '../../machines/conversation.machine.js';
import type { ConversationCommand, ConversationEvent, ConversationInput } from '../../machines/conversation-vocabulary.js';
import type { Clock } from '../clock.js';
import type { IncomingMessage } from './message.js';
import type { Ticket } from './ticket.js';

/** An answer that is being written. */
export interface OpenAnswer {
  /** Resolves when nothing more will be shown of it. */
  readonly settled: Promise<unknown>;
  /** It ends as it stands. */
  stop(): void;
  /** The same, marked as interrupted. */
  cut(): void;
}

export interface ConversationOptions<Message extends IncomingMessage> extends ConversationInput {
  clock: Clock;
  /** Begins to answer. Must not throw. */
  begin(ticket: Ticket<Message>): OpenAnswer;
  /** Nothing is going on any more. */
  onQuiet(): void;
}

/** The messages and answers of one conversation. The chart decides; this obeys. */
export class Conversation<Message extends IncomingMessage> {
  readonly #with: ConversationOptions<Message>;
  readonly #actor: Actor<typeof conversationMachine>;
  readonly #open = new Map<number, OpenAnswer>();
  #waiting: Ticket<Message>[] = [];

  constructor(options: ConversationOptions<Message>) {
    this.#with = options;
    const { policy, limit, clock } = options;
    this.#actor = createActor(conversationMachine, {
      input: { policy, limit },
      clock: { setTimeout: (fn, ms) => clock.setTimeout(fn, ms), clearTimeout: (id) => clock.clearTimeout(id) },
    });
    this.#actor.on('*', (command) => this.#obey(command));
    this.#actor.start();
  }

  get answering(): number {
    return this.#open.size;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  receive(ticket: Ticket<Message>): void {
    this.#waiting.push(ticket);
    this.#tell({ type: 'MESSAGE' });
  }

  withdraw(ticket: Ticket<Message>): boolean {
    if (!this.#waiting.includes(ticket)) return false;
    this.#waiting = this.#waiting.filter((one) => one !== ticket);
    this.#tell({ type: 'WITHDRAWN' });
    ticket.refuse('withdrawn');
    return true;
  }

  stop(): void {
    this.#tell({ type: 'STOP' });
  }

  drain(ms: number): void {
    this.#tell({ type: 'DRAIN', ms });
  }

  #tell(event: ConversationEvent): void {
    this.#actor.send(event);
    const { value, status } = this.#actor.getSnapshot();
    if (value === 'idle' || status === 'done') this.#with.onQuiet();
  }

  #obey(command: ConversationCommand): void {
    switch (command.type) {
      case 'start':
        this.#start(command.run);
        break;
      case 'stop':
        for (const answer of this.#open.values()) answer.stop();
        break;
      case 'cut':
        for (const answer of this.#open.values()) answer.cut();
        break;
      case 'refuse':
        this.#waiting.pop()?.refuse(command.why);
        break;
      case 'supersede':
        for (const older of this.#waiting.splice(0, this.#waiting.length - 1)) older.refuse('superseded');
        break;
      case 'dismiss':
        for (const ticket of this.#waiting.splice(0)) ticket.refuse('closing');
    }
  }

  #start(run: number): void {
    const ticket = this.#waiting.shift();
    if (!ticket) return;
    const answer = this.#with.begin(ticket);
    this.#open.set(run, answer);
    void answer.settled.then(() => {
      this.#open.delete(run);
      this.#tell({ type: 'ENDED', run });
    });
  }
}
