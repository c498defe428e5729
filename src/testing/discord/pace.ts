import type { Clock } from '../../clock.js';
import type { Answer } from '../emulator.js';
import { RateWindow } from '../rate-window.js';
import { tooMany } from './answers.js';

/** Takes the allowance for one call of a route in a channel; gives the headers that tell how it stands, and the 429 if there was none. */
export type Pace = (route: string, channelId: string) => { headers(): Record<string, string>; refusal?: Answer };

/** 5 calls in 5 seconds for each route and channel (github discord/discord-api-docs issue 20), 50 a second in all. */
export function documentedPace(clock: Clock): Pace {
  const windows = new Map<string, RateWindow>();
  const inAll = new RateWindow({ limit: 50, windowMs: 1_000, clock });
  const windowOf = (key: string): RateWindow => {
    const known = windows.get(key);
    if (known !== undefined) return known;
    const fresh = new RateWindow({ limit: 5, windowMs: 5_000, clock });
    windows.set(key, fresh);
    return fresh;
  };
  return (name, channelId) => {
    const window = windowOf(`${name} ${channelId}`);
    const headers = () => ({
      'x-ratelimit-limit': String(window.limit),
      'x-ratelimit-remaining': String(window.remaining()),
      'x-ratelimit-reset': ((clock.now() + window.resetMs()) / 1_000).toFixed(3),
      'x-ratelimit-reset-after': (window.resetMs() / 1_000).toFixed(3),
      'x-ratelimit-bucket': `emulated-${name}`,
    });
    if (!inAll.take()) return { headers, refusal: tooMany(inAll.resetMs() / 1_000, 'global') };
    if (window.take()) return { headers };
    const answer = tooMany(window.resetMs() / 1_000, 'user');
    return { headers, refusal: { ...answer, headers: { ...answer.headers, ...headers() } } };
  };
}
