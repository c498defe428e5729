import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Reason } from '../../src/adapter.js';
import { numerics } from '../../src/adapters/errors/irc.js';
import { type IrcOptions, irc } from '../../src/adapters/irc.js';
import { failure, sending } from './requests.js';

const chatId = '#tides';

/** A client whose server answers as the test says. */
class ScriptedClient extends EventEmitter {
  connected = true;
  user = { nick: 'bot' };
  readonly written: string[][] = [];
  answer: (words: readonly string[]) => void = () => {};

  raw(...words: string[]): void {
    this.written.push(words);
    this.answer(words);
  }

  hear(line: string): void {
    this.emit('raw', { line: `${line}\r\n`, from_server: true });
  }

  /** The lines of text that were written. */
  get lines(): string[] {
    return this.written.filter(([command]) => command === 'PRIVMSG').map(([, , line = '']) => line);
  }
}

function start(complaint?: string, options: IrcOptions = {}) {
  const client = new ScriptedClient();
  client.answer = ([command, argument]) => {
    if (command === 'PING') client.hear(`:irc.test PONG irc.test :${argument}`);
    else if (complaint !== undefined) client.hear(complaint);
  };
  return { client, adapter: irc(client, options) };
}

describe('what an IRC server says and what it means', () => {
  const said: readonly (readonly [reply: string, reason: Reason])[] = [
    ['401 bot #tides :No such nick/channel', 'forbidden'],
    ['403 bot #Tides :No such channel', 'forbidden'],
    ['404 bot #tides :Cannot send to channel', 'forbidden'],
    ['405 bot #tides :You have joined too many channels', 'forbidden'],
    ['442 bot #tides :You are not on that channel', 'forbidden'],
    ['471 bot #tides :Cannot join channel (+l)', 'forbidden'],
    ['473 bot #tides :Cannot join channel (+i)', 'forbidden'],
    ['474 bot #tides :Cannot join channel (+b)', 'forbidden'],
    ['475 bot #tides :Cannot join channel (+k)', 'forbidden'],
    ['477 bot #tides :You need a registered nick', 'forbidden'],
    ['531 bot #tides :You are not permitted to send private messages to this user', 'forbidden'],
    ['716 bot #tides :is in +g mode', 'forbidden'],
    ['465 bot :You are banned from this server', 'forbidden'],
    ['407 bot #tides :Duplicate recipients', 'rejected'],
    ['411 bot :No recipient given (PRIVMSG)', 'rejected'],
    ['412 bot :No text to send', 'rejected'],
    ['417 bot :Input line was too long', 'tooLong'],
    ['451 * :You have not registered', 'transient'],
    ['439 bot #tides :Message target change too fast', 'rateLimited'],
    ['263 bot PRIVMSG :Please wait a while and try again', 'rateLimited'],
  ];
  for (const [reply, reason] of said) {
    it(`${reply} → ${reason}`, async () => {
      const { adapter } = start(`:irc.test ${reply}`);
      const words = `${reply.slice(0, 3)} ${reply.slice(reply.indexOf(':') + 1)}`;
      expect(await adapter.send({ chatId, text: 'one', ...sending() })).toEqual({ ok: false, reason, message: words });
    });
  }

  it.each(['433 * bot :Nickname is already in use', '263 bot LIST :Please wait a while and try again'])(
    '%s answers another command, and says nothing about a message',
    async (reply) => {
      const { adapter } = start(`:irc.test ${reply}`);
      expect(await adapter.send({ chatId, text: 'one', ...sending() })).toEqual({ ok: true });
    },
  );

  it('no row is left out above', () => {
    expect(numerics.map(({ numeric }) => numeric).sort()).toEqual(said.map(([reply]) => reply.slice(0, 3)).sort());
  });

  it('ERROR leaves open what arrived', async () => {
    const { adapter } = start('ERROR :Closing Link: bot (Excess Flood)');
    expect(await adapter.send({ chatId, text: 'one', ...sending() })).toEqual({
      ok: false,
      reason: 'maybeDelivered',
      message: 'ERROR Closing Link: bot (Excess Flood)',
    });
  });

  it('so does a complaint about some of the lines', async () => {
    const { client, adapter } = start();
    client.answer = ([command, argument, line]) => {
      if (command === 'PING') client.hear(`PONG irc.test ${argument}`);
      if (line === 'two') client.hear(':irc.test 404 bot #tides :Cannot send to channel');
    };
    expect(failure(await adapter.send({ chatId, text: 'one\ntwo', ...sending() })).reason).toBe('maybeDelivered');
  });

  it('what is said about someone else, or by someone else, is nothing', async () => {
    for (const line of [':irc.test 401 bot ann :No such nick', '@time=1 :ann!a@host PRIVMSG #tides :404 bot #tides :x', 'PONG x :mine']) {
      expect(await start(line).adapter.send({ chatId, text: 'one', ...sending() })).toEqual({ ok: true });
    }
  });
});

describe('irc', () => {
  it('counts a line break as a quarter of a message, so that one message is at most a burst of four', () => {
    const { maxLength, lengthOf } = start().adapter.limits;
    expect(lengthOf('a\nb\nc\nd')).toBeLessThanOrEqual(maxLength);
    expect(lengthOf('a\nb\nc\nd\ne')).toBeGreaterThan(maxLength);
    expect(lengthOf('a\n\n \nb')).toBe(lengthOf('a\nb'));
  });

  it('plans for a long name, and refuses what a still longer one would cut', async () => {
    const { client, adapter } = start();
    const full = 'x'.repeat(adapter.limits.maxLength);
    expect(await adapter.send({ chatId: `#${'c'.repeat(49)}`, text: full, ...sending() })).toEqual({ ok: true });
    client.user.nick = 'n'.repeat(31);
    expect(failure(await adapter.send({ chatId: `#${'c'.repeat(49)}`, text: full, ...sending() })).reason).toBe('tooLong');
  });

  it('says when the next line may go instead of waiting, and then lets it', async () => {
    let now = 1_000;
    const { client, adapter } = start(undefined, { burst: 4, lineIntervalMs: 2_000, clock: { now: () => now } });
    const say = (text: string) => adapter.send({ chatId, text, ...sending() });
    expect(await say('1\n2\n3')).toEqual({ ok: true });
    expect(await say('4')).toEqual({ ok: true });
    expect(await say('5')).toMatchObject({ reason: 'rateLimited', retryAfterMs: 2_000, scope: 'token' });
    expect(await say('5\n6\n7\n8')).toMatchObject({ reason: 'rateLimited', retryAfterMs: 8_000 });
    now += 1_999;
    expect(await say('5')).toMatchObject({ reason: 'rateLimited', retryAfterMs: 1 });
    now += 1;
    expect(await say('5')).toEqual({ ok: true });
    now += 60_000;
    expect(await say('6\n7\n8\n9')).toEqual({ ok: true });
    expect(client.lines).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  it('lets more lines than a burst go once everything before is paid for', async () => {
    let now = 1_000;
    const { adapter } = start(undefined, { burst: 1, lineIntervalMs: 1_000, clock: { now: () => now } });
    expect(await adapter.send({ chatId, text: '1\n2\n3', ...sending() })).toEqual({ ok: true });
    expect(await adapter.send({ chatId, text: '4', ...sending() })).toMatchObject({ retryAfterMs: 3_000 });
    now += 3_000;
    expect(await adapter.send({ chatId, text: '4', ...sending() })).toEqual({ ok: true });
  });

  it('stops listening when it has its answer', async () => {
    const { client, adapter } = start();
    await adapter.send({ chatId, text: 'one', ...sending() });
    expect([client.listenerCount('raw'), client.listenerCount('socket close')]).toEqual([0, 0]);
  });

  it('has nothing to say for white space', async () => {
    const { client, adapter } = start();
    expect(failure(await adapter.send({ chatId, text: ' \n\0', ...sending() })).reason).toBe('rejected');
    expect(client.written).toEqual([]);
  });
});
