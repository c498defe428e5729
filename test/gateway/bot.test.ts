import { beforeEach, describe, expect, it } from 'vitest';
import { type Board, createBoard } from '../../src/gateway/board.js';
import { type Bot, createBot } from '../../src/gateway/bot.js';
import { type ChatRoom, createChatRoom } from '../../src/gateway/chat-room.js';
import { createStreamCards } from '../../src/gateway/stream-cards.js';
import type { GatewayCard, StreamCard } from '../../src/gateway/wire.js';
import { settle, VirtualClock } from '../../src/virtual-clock.js';
import { type HandAgent, handAgent } from './hand-agent.js';

let clock: VirtualClock;
let board: Board;
let room: ChatRoom;
let agent: HandAgent;
let bot: Bot;

beforeEach(() => {
  clock = new VirtualClock();
  board = createBoard();
  room = createChatRoom({ board, now: clock.now });
  agent = handAgent();
  bot = createBot({ room, board, cards: createStreamCards(board, clock), agent, clock });
});

const texts = () => room.messages().map(({ author, text }) => `${author}: ${text}`);
const gatewayCard = () => board.get('gateway') as GatewayCard;
const streamCards = () => [...board.entries()].map(([, value]) => value).filter((value): value is StreamCard => value.kind === 'stream');

describe('the bot', () => {
  it('answers a question with one message that grows and is then final', async () => {
    bot.ask('Why?');
    const run = await agent.run();
    run.say('Because');
    await settle();
    expect(room.messages().at(-1)).toMatchObject({ text: 'Because', final: false, replyTo: 1 });
    run.say(' of that.');
    run.finish();
    await clock.advance(2_000);
    expect(room.messages().at(-1)).toMatchObject({ text: 'Because of that.', final: true });
    expect(texts()).toHaveLength(2);
  });

  it('answers questions in order, each after the answer to the one before', async () => {
    bot.ask('One?');
    bot.ask('Two?');
    const first = await agent.run();
    await settle();
    expect(gatewayCard()).toMatchObject({ answering: true, queue: [{ id: 2, text: 'Two?' }] });
    first.say('First.');
    first.finish();
    await clock.advance(2_000);
    const second = await agent.run();
    second.say('Second.');
    second.finish();
    await clock.advance(2_000);
    expect(texts()).toEqual(['person: One?', 'bot: First.', 'person: Two?', 'bot: Second.']);
    expect(gatewayCard()).toMatchObject({ answering: false, queue: [] });
  });

  it('gives the agent no question without an answer, and nothing but pairs from a question on', async () => {
    const turnsOf = async (question: string, answer: string) => {
      bot.ask(question);
      const run = await agent.run();
      if (answer === '') run.fail('broken');
      else {
        run.say(answer);
        run.finish();
      }
      await clock.advance(2_000);
      return run.turns.map(({ role, content }) => `${role}: ${content}`);
    };
    await turnsOf('Zero?', '');
    expect(await turnsOf('One?', 'First.')).toEqual(['user: One?']);
    for (let count = 2; count <= 25; count += 1) await turnsOf(`${count}?`, `${count}.`);
    const turns = await turnsOf('Last?', 'Last.');
    expect([turns.length, turns[0], turns.at(-1)]).toEqual([39, 'user: 7?', 'user: Last?']);
  });

  it('gives the agent the conversation so far', async () => {
    bot.ask('One?');
    const first = await agent.run();
    first.say('First.');
    first.finish();
    await clock.advance(2_000);
    bot.ask('Two?');
    expect((await agent.run()).turns).toEqual([
      { role: 'user', content: 'One?' },
      { role: 'assistant', content: 'First.' },
      { role: 'user', content: 'Two?' },
    ]);
  });

  it('takes up the next question once an answer is stopped', async () => {
    bot.ask('One?');
    bot.ask('Two?');
    const first = await agent.run();
    first.say('Endless');
    await settle();
    bot.stop();
    await clock.advance(2_000);
    expect(first.signal.aborted).toBe(true);
    expect((await agent.run()).turns.at(-1)).toEqual({ role: 'user', content: 'Two?' });
    expect(streamCards()[0]?.end).toMatchObject({ status: 'cancelled' });
  });

  it('does not ask what was taken back', async () => {
    bot.ask('One?');
    bot.ask('Two?');
    bot.withdraw(2);
    expect(gatewayCard().queue).toEqual([]);
  });

  it('says it in the chat when an agent fails, and goes on', async () => {
    bot.ask('One?');
    const run = await agent.run();
    run.say('Half an');
    run.fail('the line went dead');
    await clock.advance(2_000);
    expect(texts()).toEqual(['person: One?', 'bot: Half an', 'notice: the line went dead']);
    bot.ask('Two?');
    await agent.run();
  });

  it('survives an agent that throws at once', async () => {
    bot = createBot({
      ...{ room, board, cards: createStreamCards(board, clock), clock },
      agent: {
        ...agent,
        answer() {
          throw new Error('no such model');
        },
      },
    });
    bot.ask('One?');
    await clock.advance(2_000);
    expect(texts()).toEqual(['person: One?', 'notice: no such model']);
    expect(gatewayCard().answering).toBe(false);
  });

  it('shows the instruments of each answer, and how it ended', async () => {
    bot.ask('One?');
    const run = await agent.run();
    run.say('Something');
    await settle();
    expect(streamCards()[0]).toMatchObject({ calls: 1, messages: [2], pending: 0, shown: 9 });
    run.finish();
    await clock.advance(2_000);
    expect(streamCards()[0]).toMatchObject({ state: 'done', end: { status: 'delivered', missing: 0 } });
    expect(streamCards()[0]?.tape?.records).toBeGreaterThan(1);
    expect(clock.pending).toBe(0);
  });

  it('writes nothing more once it is closed', async () => {
    bot.ask('One?');
    bot.ask('Two?');
    const run = await agent.run();
    run.say('Some');
    await settle();
    const closed = bot.close();
    await clock.advance(10_000);
    await closed;
    run.say('thing');
    await clock.advance(10_000);
    expect(texts()).toEqual(['person: One?', 'bot: Some']);
  });
});
