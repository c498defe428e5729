// Streams in real time and says what came of it. Its input tells it to pause (not another word until the end), or to end.

import { createStreamConsumer } from '../../../src/create-stream-consumer.js';
import { directorySink } from '../../../src/tape/directory-sink.js';
import { placeOf } from './places.js';
import { config } from './script.js';

const [url = '', directory = '', chatId = ''] = process.argv.slice(2);
const tape = directorySink(directory, { text: 'on', leaseMs: 300 });
const { adapter } = await placeOf('http', url, chatId);
const consumer = createStreamConsumer({ adapter, chatId, config, tape, streamId: chatId });

let words = 0;
let isPaused = false;
const source = setInterval(() => consumer.onDelta(`word${words++} `), 20);
process.stdin.on('data', (data) => {
  clearInterval(source);
  if (String(data) === 'pause') {
    isPaused = true;
    return;
  }
  if (!isPaused) consumer.onDelta('last');
  consumer.finish();
});
const { status, failure, notes } = await consumer.settled;
await tape.close();
console.log(JSON.stringify({ status, failure, notes }));
process.exit();
