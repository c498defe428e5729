import { type WatchedConfig, watchStreamingConfig } from '../config.js';
import { agentFromEnvironment } from '../gateway/agent.js';
import { startGateway } from '../gateway/gateway.js';
import { startInspector } from '../inspector/inspector.js';
import { DRAIN_MS, type Io, stopped } from './io.js';
import { parseOptions, portIn } from './parse-options.js';

export const serveHelp = `Usage: tokentape serve [options]

Starts a web chat with a bot in it, on this machine only. Open the printed address.

  --port N        the port; it must be free (default: 7346, or any free port)
  --config FILE   YAML with a streaming block; edits of it hold from the next answer on
  --control       the inspector page may stop streams
  --tapes DIR     keep a tape of each answer, with its text; what a crash left unfinished there is finished

The bot asks the endpoint named by OPENAI_BASE_URL, OPENAI_API_KEY and OPENAI_MODEL; any that speaks OpenAI's chat completions
will do. Without them a built-in sample agent answers, which is no model and says so.

Ctrl-C ends it at once, and keeps what has come. SIGTERM lets the answer come to its end; after 5 s it is marked as interrupted.`;

export async function serve(args: string[], io: Io): Promise<number> {
  const { values } = parseOptions(args, {
    port: { type: 'string' },
    config: { type: 'string' },
    control: { type: 'boolean' },
    tapes: { type: 'string' },
  });
  const agent = agentFromEnvironment(io.env);
  const config = values.config === undefined ? undefined : await follow(values.config, io);
  try {
    // Whoever sees the chat sees its text anyway.
    const inspector = await startInspector({ text: 'on', control: values.control, port: 0, clock: io.clock });
    try {
      const now = config && (() => config.current);
      const gateway = await startGateway({
        agent,
        port: portIn(values.port),
        config: now,
        inspector,
        tapes: values.tapes,
        clock: io.clock,
      });
      io.stdout.write(`tokentape is listening on ${gateway.url}\n`);
      io.stdout.write(agent.card.sample ? 'No model is set, so the sample agent answers.\n' : `Answers come from ${agent.card.name}.\n`);
      io.stdout.write(`Its streams can be watched on ${inspector.url}\n`);

      const how = await stopped(io);
      await gateway.close(how === 'terminated' ? { withinMs: DRAIN_MS } : {});
      return 0;
    } finally {
      // Also when the gateway could not start: a page that nobody was told of would keep the process alive.
      await inspector.close();
    }
  } finally {
    config?.close();
  }
}

/** An edit that is wrong is told and refused; the chat goes on with what it had. */
function follow(file: string, io: Io): Promise<WatchedConfig> {
  return watchStreamingConfig(file, {
    clock: io.clock,
    onChange: () => io.stdout.write(`${file}: applied, from the next answer on\n`),
    onError: (error) => io.stderr.write(`tokentape: ${error.message}\nThe configuration stays as it was.\n`),
  });
}
