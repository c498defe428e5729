import type { Agent, AgentRequest } from '../../src/gateway/agent.js';
import type { SourcePart } from '../../src/sources/source.js';

/** An agent whose answers a test writes by hand. */
export interface HandAgent extends Agent {
  /** The run that was started last. Waits for one. */
  run(): Promise<HandRun>;
}

export interface HandRun extends AgentRequest {
  say(text: string): void;
  toolCall(): void;
  finish(): void;
  fail(message: string): void;
}

export function handAgent(suggestions: string[] = []): HandAgent {
  const runs: HandRun[] = [];
  const waiting: ((run: HandRun) => void)[] = [];

  return {
    card: { name: 'hand', sample: false, suggestions },
    answer(request) {
      const { parts, push } = channel();
      const run: HandRun = {
        ...request,
        say: (text) => push({ type: 'text', text }),
        toolCall: () => push({ type: 'boundary' }),
        finish: () => push({ type: 'finish' }),
        fail: (message) => push({ type: 'failure', error: new Error(message) }),
      };
      const next = waiting.shift();
      if (next === undefined) runs.push(run);
      else next(run);
      return parts;
    },
    run() {
      const run = runs.shift();
      return run === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(run);
    },
  };
}

function channel() {
  const queue: SourcePart[] = [];
  let wake = () => {};
  async function* read(): AsyncGenerator<SourcePart> {
    for (;;) {
      const part = queue.shift();
      if (part !== undefined) yield part;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  return {
    parts: read(),
    push(part: SourcePart) {
      queue.push(part);
      wake();
    },
  };
}
