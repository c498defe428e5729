// Streams the script to a chat, writes a tape, and dies where it was told to: `record N` right after it handed over the N-th record,
// `before N` and `after N` before and after the platform had the N-th call.

import { setTimeout as sleep } from 'node:timers/promises';
import { createStreamConsumer } from '../../../src/create-stream-consumer.js';
import { directorySink } from '../../../src/tape/directory-sink.js';
import type { TapeSink, TapeText } from '../../../src/tape/record.js';
import { httpAdapter } from './http-chat.js';
import { CURSOR, MARK, script } from './script.js';

const [url = '', directory = '', chatId = '', text = 'on', point = '', at = '0'] = process.argv.slice(2);

function diesAt(name: string): () => void {
  let count = 0;
  return () => {
    if (name === point && count === Number(at)) process.kill(process.pid, 'SIGKILL');
    count += 1;
  };
}

const files = directorySink(directory, { text: text as TapeText, fsync: 'none', leaseMs: 400 });
const afterRecord = diesAt('record');
const tape: TapeSink = {
  text: files.text,
  write(record, line) {
    const taken = files.write(record, line);
    afterRecord();
    return taken;
  },
};

const adapter = httpAdapter(url, { before: diesAt('before'), after: diesAt('after') });
const config = { editInterval: 0.02, bufferThreshold: 20, cursor: CURSOR, interruptedMark: MARK };
const consumer = createStreamConsumer({ adapter, chatId, config, tape, streamId: chatId });
for (const one of script) {
  if (one === null || typeof one === 'string') consumer.onDelta(one);
  else consumer.onCommentary(one.note);
  await sleep(4);
}
consumer.finish();
await consumer.settled;
await files.close();
