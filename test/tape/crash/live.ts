// Streams in real time until its input ends, and says what came of it.

import { createStreamConsumer } from '../../../src/create-stream-consumer.js';
import { directorySink } from '../../../src/tape/directory-sink.js';
import { placeOf } from './places.js';
import { config } from './script.js';

const [url = '', directory = '', chatId = ''] = process.argv.slice(2);
const tape = directorySink(directory, { text: 'on', leaseMs: 300 });
const { adapter } = await placeOf('http', url, chatId);
const consumer = createStreamConsumer({ adapter, chatId, config, tape, streamId: chatId });

let words = 0;
const source = setInterval(() => consumer.onDelta(`word${words++} `), 20);
process.stdin.on('data', () => {
  clearInterval(source);
  consumer.finish();
});
const { status, failure } = await consumer.settled;
await tape.close();
console.log(JSON.stringify({ status, failure }));
process.exit();
