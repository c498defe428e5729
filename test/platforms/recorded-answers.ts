import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A model's answer as it came, piece by piece. */
export interface RecordedAnswer {
  name: string;
  deltas: readonly string[];
}

const folder = new URL('../../../shared/traces/', import.meta.url);

/** Answers recorded from real providers, if they lie beside the project, and always one of our own. */
export function recordedAnswers(): RecordedAnswer[] {
  return [ownAnswer(), ...(existsSync(folder) ? recordings() : [])];
}

/** Whether there is more than our own sample. */
export const hasRecordings = existsSync(folder);

function recordings(): RecordedAnswer[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.chunks.txt'))
    .map((file) => ({ name: file.replace('.chunks.txt', ''), deltas: deltasOf(readFileSync(new URL(file, folder), 'utf8')) }))
    .filter(({ deltas }) => deltas.join('').trim() !== '');
}

function deltasOf(lines: string): string[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => textOf(JSON.parse(line) as Event));
}

/** The shapes that the recordings have, one per wire format. */
interface Event {
  type?: string;
  choices?: { delta?: { content?: unknown } }[];
  delta?: string | { type?: string; text?: string };
  candidates?: { content?: { parts?: { text?: string; thought?: boolean }[] } }[];
}

function textOf({ type, choices, delta, candidates }: Event): string[] {
  if (choices) return choices.map((choice) => choice.delta?.content).filter((content) => typeof content === 'string');
  if (candidates)
    return candidates.flatMap(({ content }) => content?.parts ?? []).flatMap((part) => (part.text && !part.thought ? [part.text] : []));
  if (type === 'response.output_text.delta' && typeof delta === 'string') return [delta];
  return typeof delta === 'object' && delta.type === 'text_delta' && delta.text ? [delta.text] : [];
}

/** Long enough to fill several messages, with what is counted, escaped or cut differently by each platform. */
function ownAnswer(): RecordedAnswer {
  const paragraph = (index: number) =>
    `${index}. Waves & tides: 5 < 6 > 4, "café" 👩‍👩‍👧 漢字 @everyone <!channel>. ${'The moon pulls, the water follows, the shore waits. '.repeat(4)}\n\n`;
  const code = '```ts\nconst tide = (hours: number) => Math.sin((hours / 12.42) * 2 * Math.PI);\n```\n\n';
  const text = Array.from({ length: 24 }, (_, index) => paragraph(index) + (index % 8 === 3 ? code : '')).join('');
  return { name: 'own-sample', deltas: text.match(/[\s\S]{1,17}/gu) ?? [] };
}
