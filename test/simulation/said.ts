import { inkOf, MARK, withoutHidden } from './mint.js';
import type { FinalText } from './script.js';

/** One item as it was said: a segment, or a commentary. */
export interface SaidItem {
  isNote: boolean;
  /** Items of one answer share a number. */
  answer: number;
  text: string;
}

/** What was said, kept by whoever said it: what the screen is compared with. It knows nothing of how the package works. */
export class Said {
  readonly items: SaidItem[] = [{ isNote: false, answer: 0, text: '' }];
  /** Letters that the authoritative text replaced. */
  superseded = '';
  /** The authoritative text repeats the segment before, and nothing was said after that. */
  wasSaidBefore = false;
  isOver = false;
  /** Nothing was said after the last boundary. */
  endsAtBoundary = false;

  readonly #isJoined: boolean;
  readonly #hides: boolean;
  #answer = 0;

  constructor(options: { isJoined: boolean; hides: boolean }) {
    this.#isJoined = options.isJoined;
    this.#hides = options.hides;
  }

  say(text: string): void {
    if (this.isOver) return;
    this.#last.text += text;
    if (inkOf(text) !== '') this.endsAtBoundary = false;
  }

  boundary(): void {
    if (this.isOver || this.#isBlank(this.#last)) return;
    const isRepeated = this.endsAtBoundary;
    this.endsAtBoundary = true;
    if (this.#isJoined && isRepeated) return;
    if (this.#isJoined) {
      this.#last.text += '\n\n';
      return;
    }
    this.#answer += 1;
    this.#next(false);
  }

  flush(): void {
    if (!this.isOver && !this.#isBlank(this.#last)) this.#next(false);
  }

  note(text: string): void {
    if (this.isOver || this.#visible(text).trim() === '') return;
    this.#answer += 1;
    this.#next(true);
    this.#last.text = text;
    this.#answer += 1;
    this.#next(false);
    this.endsAtBoundary = true;
  }

  breakOff(mark: string): void {
    if (this.isOver) return;
    if (mark !== '' && this.items.some((item) => !this.#isBlank(item))) this.#last.text += MARK;
    this.isOver = true;
  }

  end(): void {
    this.isOver = true;
  }

  finish(finalText: string | undefined): void {
    if (this.isOver) return;
    this.isOver = true;
    if (finalText === undefined || this.#visible(finalText).trim() === '') return;
    const before = this.items.findLast((item) => !this.#isBlank(item));
    if (this.#isBlank(this.#last) && before && this.#visible(before.text).trim() === this.#visible(finalText).trim()) {
      this.wasSaidBefore = true;
      return;
    }
    const kept = new Set(inkOf(finalText));
    this.superseded = [...inkOf(this.#last.text)].filter((letter) => !kept.has(letter)).join('');
    this.#last.text = finalText;
  }

  /** An authoritative text that stands in this relation to what was said. */
  finalText(final: FinalText, mint: (spec: string) => string): string | undefined {
    const said = this.#last.text;
    switch (final) {
      case 'none':
        return undefined;
      case 'same':
        return (this.#isBlank(this.#last) ? this.items.findLast((item) => !this.#isBlank(item)) : this.#last)?.text ?? '';
      case 'footer':
        return `${said}${mint('\nWx')}`;
      case 'rewritten':
        return `${this.#firstHalf(said)}${mint('xWW')}`;
      case 'other':
        return mint('WWx');
      case 'blank':
        return ' \n';
    }
  }

  get ink(): string {
    return inkOf(this.items.map(({ text }) => this.#visible(text)).join(''));
  }

  /** The letters of the answer itself: what came after the last boundary or commentary. */
  get answerInk(): string {
    return inkOf(this.answerText);
  }

  get answerText(): string {
    const items = this.items.filter(({ answer, isNote }) => answer === this.#last.answer && !isNote);
    return items
      .map(({ text }) => this.#visible(text))
      .join('')
      .trim();
  }

  /** Each item's text as it should look in one message, blank ones left out. */
  get shownTexts(): string[] {
    return this.items.map(({ text }) => text.toWellFormed().trim()).filter((text) => text !== '');
  }

  get #last(): SaidItem {
    return this.items.at(-1) as SaidItem;
  }

  #next(isNote: boolean): void {
    if (this.#isBlank(this.#last)) this.items.pop();
    this.items.push({ isNote, answer: this.#answer, text: '' });
  }

  #firstHalf(text: string): string {
    const whole = this.#visible(text);
    return whole.slice(0, Math.floor(whole.length / 2)).toWellFormed();
  }

  #isBlank(item: SaidItem): boolean {
    return this.#visible(item.text).trim() === '';
  }

  #visible(text: string): string {
    return this.#hides ? withoutHidden(text) : text;
  }
}
