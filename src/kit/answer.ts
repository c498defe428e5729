import type { StreamConsumer } from '../consumer.js';
import { type FeedTarget, feed } from '../sources/feed.js';
import type { Source } from '../sources/source.js';
import type { OpenAnswer } from './conversation.js';
import type { Agent, IncomingMessage, Run } from './message.js';

export interface AnswerOptions<Message extends IncomingMessage> {
  message: Message;
  agent: Agent<Message>;
  consumer: StreamConsumer;
  /** The agent said something after its answer had ended, or was told to. */
  onLate(): void;
  /** The agent has said all that it will, or was told to end. May be said twice. */
  onQuiet(): void;
}

/** Lets an agent write one answer. The answer ends with its stream, not with the agent: one that does not listen to its signal holds up
 *  nobody, and speaks to no one. */
export function startAnswer<Message extends IncomingMessage>(options: AnswerOptions<Message>): OpenAnswer {
  const { message, agent, consumer, onLate, onQuiet } = options;
  const ending = new AbortController();
  const { signal } = ending;
  void consumer.settled.then(() => ending.abort());
  signal.addEventListener('abort', onQuiet, { once: true });

  /** What is said of an answer that has ended, or was told to, goes nowhere. */
  function unlessEnded<Said extends unknown[]>(say: (...said: Said) => void): (...said: Said) => void {
    return (...said) => {
      if (signal.aborted) onLate();
      else say(...said);
    };
  }

  const run: Run<Message> = {
    message,
    signal,
    onDelta: unlessEnded(consumer.onDelta),
    onSegmentBreak: unlessEnded(consumer.onSegmentBreak),
    onCommentary: unlessEnded(consumer.onCommentary),
    flush: consumer.flush,
  };
  /** A source says itself when it has nothing more to say. */
  const lastWords: FeedTarget = {
    ...consumer,
    finish(finalText) {
      onQuiet();
      consumer.finish(finalText);
    },
    interrupt(cause) {
      onQuiet();
      consumer.interrupt(cause);
    },
  };
  void work();

  async function work(): Promise<void> {
    try {
      const said = await agent(run);
      // A source that comes too late is not read, but told that it is not.
      if (isSource(said)) await feed(said, lastWords, { signal });
      else if (!signal.aborted) consumer.finish(said ?? undefined);
    } catch (error) {
      consumer.interrupt(error);
    } finally {
      ending.abort();
    }
  }

  function end(reason: string): void {
    consumer.cancel(reason);
    ending.abort();
  }

  return {
    settled: consumer.settled,
    stop: () => end('stopped'),
    cut() {
      consumer.interrupt(new Error('the gateway is closing'));
      end('the gateway is closing');
    },
  };
}

function isSource(said: unknown): said is Source {
  return typeof said === 'object' && said !== null && Symbol.asyncIterator in said;
}
