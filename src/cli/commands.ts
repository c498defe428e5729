import { diagram, diagramHelp } from './diagram.js';
import { emulate, emulateHelp } from './emulate.js';
import { inspect, inspectHelp } from './inspect.js';
import type { Io } from './io.js';
import { pipe, pipeHelp } from './pipe.js';
import { recover, recoverHelp } from './recover.js';
import { replay, replayHelp } from './replay.js';
import { serve, serveHelp } from './serve.js';
import { tape, tapeHelp } from './tape.js';

/** One sub-command. */
export interface Command {
  name: string;
  /** One line, for the list of commands. */
  summary: string;
  help: string;
  /** Resolves with the exit code. */
  run(args: string[], io: Io): Promise<number>;
}

export const commands: Command[] = [
  { name: 'pipe', summary: 'stream standard input into the terminal, a web chat or a platform', help: pipeHelp, run: pipe },
  { name: 'serve', summary: 'start a small web chat with a bot, on this machine only', help: serveHelp, run: serve },
  { name: 'replay', summary: 'run a tape through the chart again and compare', help: replayHelp, run: replay },
  { name: 'tape', summary: 'verify a tape, show its story, ask what-if', help: tapeHelp, run: tape },
  { name: 'recover', summary: 'finish the streams that a crash left without an end', help: recoverHelp, run: recover },
  { name: 'emulate', summary: 'start a chat platform that fails on demand, on this machine only', help: emulateHelp, run: emulate },
  { name: 'inspect', summary: 'watch charts at work, and go back and forth in tapes', help: inspectHelp, run: inspect },
  { name: 'diagram', summary: 'print a chart as Mermaid, SVG or JSON', help: diagramHelp, run: diagram },
];
