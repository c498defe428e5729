// Streams in real time and says what came of it. Its input tells it to `pause`, to say one `last` word and end, or to `end`.

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
process.stdin.on('data', (data) => {
  clearInterval(source);
  const told = String(data);
  if (told === 'last') consumer.onDelta('last');
  if (told !== 'pause') consumer.finish();
});
const { status, failure, notes } = await consumer.settled;
await tape.close();
console.log(JSON.stringify({ status, failure, notes }));
process.exit();
