// Runs on a pseudo-terminal: streams a long answer into it, as `tokentape pipe` does.
import { createStreamConsumer } from 'tokentape';
import { terminal } from 'tokentape/adapters/terminal';

const words = Array.from({ length: 120 }, (_, index) => `word${index} 漢字 👩‍👩‍👧 \u001b[2J`);
const consumer = createStreamConsumer({ adapter: terminal(), chatId: 'x', config: { editInterval: 0.01, bufferThreshold: 10 } });
for (const word of words) {
  consumer.onDelta(`${word} `);
  await new Promise((resolve) => setTimeout(resolve, 2));
}
consumer.finish();
const { status } = await consumer.settled;
process.stdout.write(`\n[${status} ${process.stdout.isTTY} ${process.stdout.columns}]\n`);
