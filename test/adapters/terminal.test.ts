import { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminal } from '../../src/adapters/terminal.js';
import { statusLine } from '../../src/terminal/status-line.js';
import { Screen } from '../terminal/screen.js';

const { signal } = new AbortController();
const send = (text: string, final = false) => ({ chatId: 'x', text, final, idempotencyKey: 'k', signal });
const edit = (messageId: number, text: string, final = false) => ({ chatId: 'x', messageId, text, final, signal });

describe('on a terminal', () => {
  it('rewrites the message as it grows, and leaves the line when it is complete', async () => {
    const screen = new Screen();
    const adapter = terminal({ stream: screen });
    await adapter.send(send('Hel ▉'));
    expect(screen.text).toBe('Hel ▉');
    await adapter.edit(edit(1, 'Hello ▉'));
    await adapter.edit(edit(1, 'Hello.', true));
    expect(screen.text).toBe('Hello.');
    expect(screen.cursor).toEqual({ row: 1, column: 0 });
  });

  it('follows a text over the edge of the row and the end of the screen', async () => {
    const screen = new Screen(10, 4);
    const adapter = terminal({ stream: screen });
    const text = 'one two three four five six seven eight nine ten eleven twelve';
    await adapter.send(send('one ▉'));
    for (let end = 4; end < text.length; end += 3) await adapter.edit(edit(1, `${text.slice(0, end)} ▉`));
    await adapter.edit(edit(1, text, true));
    expect(screen.text.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  it('writes only what changed', async () => {
    const screen = new Screen(40, 30);
    const adapter = terminal({ stream: screen });
    const lines = Array.from({ length: 20 }, (_, line) => `line ${line}`).join('\n');
    await adapter.send(send(lines));
    screen.raw = '';
    await adapter.edit(edit(1, `${lines} and more`));
    expect(screen.raw).not.toContain('line 18');
  });

  it('puts an empty line between two messages', async () => {
    const screen = new Screen();
    const adapter = terminal({ stream: screen });
    await adapter.send(send('One.', true));
    await adapter.send(send('Two.', true));
    expect(screen.text).toBe('One.\n\nTwo.');
  });

  it('ends the line of a message that was never completed', async () => {
    const screen = new Screen();
    const adapter = terminal({ stream: screen });
    await adapter.send(send('One'));
    adapter.rest();
    adapter.rest();
    expect(screen.text).toBe('One');
    expect(screen.cursor).toEqual({ row: 1, column: 0 });
  });

  it('says that a message which scrolled into the past is gone', async () => {
    const adapter = terminal({ stream: new Screen() });
    await adapter.send(send('One', true));
    expect(await adapter.edit(edit(1, 'Uno'))).toMatchObject({ ok: false, reason: 'messageGone' });
  });

  it('writes the text once more below when what changed has scrolled away', async () => {
    const screen = new Screen(20, 4);
    const adapter = terminal({ stream: screen });
    await adapter.send(send('a\nb\nc\nd\ne\nf\ng'));
    await adapter.edit(edit(1, 'A\nb\nc\nd\ne\nf\ng', true));
    expect(screen.text).toBe('a\nb\nc\nd\ne\nf\ng\n⋯\nA\nb\nc\nd\ne\nf\ng');
  });

  it('lets no text speak to the terminal', async () => {
    const screen = new Screen();
    await terminal({ stream: screen }).send(send('\u001b[2J\u001b]52;c;ZXZpbA==\u0007\rEVIL', true));
    expect(screen.text).toContain('␛[2J␛]52;c;ZXZpbA==␇␍EVIL');
  });

  it('shows in the end what was sent last, whatever came before', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '世', '👍', '\t', '\u0301'), minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1 }), fc.integer({ min: 4, max: 20 }), async (texts, columns) => {
        const [screen, fresh] = [new Screen(columns, 200), new Screen(columns, 200)];
        const line = statusLine(screen, { below: true });
        const adapter = terminal({ stream: screen, around: line.around });
        for (const [index, current] of texts.entries()) {
          await (index === 0 ? adapter.send(send(current)) : adapter.edit(edit(1, current)));
          line.set(`status ${index}`);
        }
        adapter.rest();
        line.end();
        await terminal({ stream: fresh }).send(send(texts.at(-1) ?? '', true));
        expect(screen.text).toBe(fresh.text);
      }),
    );
  });
});

describe('into a file or a pipe', () => {
  function file(error?: Error) {
    let text = '';
    return {
      get text() {
        return text;
      },
      write(piece: string, done?: (error?: Error | null) => void) {
        text += piece;
        done?.(error);
        return true;
      },
    };
  }

  it('prints each message once, as it is', async () => {
    const stream = file();
    const adapter = terminal({ stream });
    expect(adapter.can.edit).toBe(false);
    await adapter.send(send('One\u001b[1m.', true));
    await adapter.send(send('Two.\n', true));
    expect(stream.text).toBe('One\u001b[1m.\n\nTwo.\n');
    expect(await adapter.edit(edit(1, 'Uno'))).toMatchObject({ reason: 'editUnsupported' });
  });

  it('hears of a reader that went away, which would else end the process', async () => {
    const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    for (const adapter of [terminal({ stream: gone }), terminal({ stream: gone })])
      expect(await adapter.send(send('One'))).toMatchObject({ ok: false, reason: 'forbidden' });
    expect(gone.listenerCount('error')).toBe(1);
  });

  it('notices that nobody reads any more', async () => {
    expect(await terminal({ stream: file(new Error('EPIPE')) }).send(send('One'))).toMatchObject({ ok: false, reason: 'forbidden' });
  });
});
