import { ConfigError } from '../config.js';
import type { Source } from '../sources/source.js';
import { openAiAgent } from './openai-agent.js';
import { sampleAgent } from './sample-agent.js';
import type { AgentCard } from './wire.js';

/** What answers questions. */
export interface Agent {
  readonly card: AgentCard;
  /** Starts one answer. The source must end soon after `signal` is aborted. */
  answer(request: AgentRequest): Source;
}

export interface AgentRequest {
  /** The conversation, oldest first; the question is the last turn. */
  turns: Turn[];
  signal: AbortSignal;
}

export interface Turn {
  role: 'user' | 'assistant';
  content: string;
}

/** The endpoint that `OPENAI_BASE_URL` or `OPENAI_API_KEY` names, else the built-in sample agent, which says that it is one.
 *  @throws {ConfigError} for a base that is no address. */
export function agentFromEnvironment(env: NodeJS.ProcessEnv): Agent {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey, OPENAI_MODEL: model } = env;
  if (!baseUrl && !apiKey) return sampleAgent();
  if (baseUrl && !isHttp(baseUrl)) {
    const rule = 'must be an address such as http://127.0.0.1:11434/v1';
    throw new ConfigError('config-invalid', [{ file: 'OPENAI_BASE_URL', key: '', rule, got: `'${baseUrl}'` }]);
  }
  return openAiAgent({ baseUrl: baseUrl || undefined, apiKey: apiKey || undefined, model: model || undefined });
}

function isHttp(address: string): boolean {
  return /^https?:\/\/./.test(address) && URL.canParse(address);
}
