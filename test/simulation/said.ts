import { inkOf, MARK, withoutHidden } from './mint.js';
import type { FinalText } from './script.js';

/** One segment or commentary, as it was said. */
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
  /** The authoritative text repeats what was said before the last boundary or commentary, and nothing was said after that. */
  repeated: SaidItem[] | undefined;
  isOver = false;
  /** Nothing was said after the last boundary. */
  endsAtBoundary = false;

  readonly #hides: boolean;
  #answer = 0;

  constructor(options: { hides: boolean }) {
    this.#hides = options.hides;
  }

  say(text: string): void {
    if (this.isOver) return;
    this.#last.text += text;
    if (!this.#isBlank(this.#last)) this.endsAtBoundary = false;
  }

  boundary(): void {
    if (this.isOver || (this.#isBlank(this.#last) && this.#earlier.every((item) => this.#isBlank(item)))) return;
    if (this.endsAtBoundary) return;
    this.endsAtBoundary = true;
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
    if (mark !== '' && this.items.some((item) => !this.#isBlank(item))) this.say(MARK);
    this.isOver = true;
  }

  end(): void {
    this.isOver = true;
  }

  finish(finalText: string | undefined): void {
    if (this.isOver) return;
    this.isOver = true;
    if (finalText === undefined || this.#visible(finalText).trim() === '') return;
    const final = squash(this.#visible(finalText));
    const before = squash(this.#textOf(this.#earlier));
    const isContinued = final.startsWith(before);
    if (this.#isBlank(this.#last)) {
      if (final === before) {
        if (this.endsAtBoundary) this.repeated = this.#earlier;
        return;
      }
      this.repeated = this.#spokenBefore().find((items) => squash(this.#textOf(items)) === final);
      if (this.repeated) return;
    }
    const kept = new Set(inkOf(final));
    this.superseded = [...inkOf(this.#last.text)].filter((letter) => !kept.has(letter)).join('');
    this.#last.text = isContinued && final !== before ? without(finalText, before.length) : finalText;
    this.endsAtBoundary = false;
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
      case 'whole':
        return `${this.#textOf([...this.#earlier, this.#last])}${mint('\nWx')}`;
      case 'before':
        return this.#textOf(this.#spokenBefore().at(-1) ?? []);
    }
  }

  get ink(): string {
    return inkOf(this.#textOf(this.items));
  }

  /** The letters of the answer itself: what came after the last boundary or commentary. */
  get answerInk(): string {
    return inkOf(this.answerText);
  }

  get answerText(): string {
    return this.#textOf(this.repeated ?? [...this.#earlier, this.#last]).trim();
  }

  /** Each item's text as it should look in one message, blank ones left out. */
  get shownTexts(): string[] {
    return this.items.map(({ text }) => text.toWellFormed().trim()).filter((text) => text !== '');
  }

  get #last(): SaidItem {
    return this.items.at(-1) as SaidItem;
  }

  /** What of the present answer came before the last segment. */
  get #earlier(): SaidItem[] {
    return this.items.slice(0, -1).filter(({ answer, isNote }) => answer === this.#last.answer && !isNote);
  }

  /** What a final text can be meant to repeat: the last segment, the answer that it belongs to, or the last commentary. */
  #spokenBefore(): SaidItem[][] {
    const spoken = this.items.filter((item) => !this.#isBlank(item));
    const segment = spoken.findLast(({ isNote }) => !isNote);
    const last = spoken.at(-1);
    const answer = spoken.filter((item) => segment && item.answer === segment.answer && !item.isNote);
    return [...(last ? [[last]] : []), ...(segment ? [[segment], answer] : [])];
  }

  #next(isNote: boolean): void {
    if (this.#isBlank(this.#last)) this.items.pop();
    this.items.push({ isNote, answer: this.#answer, text: '' });
  }

  #textOf(items: readonly SaidItem[]): string {
    return items.map(({ text }) => this.#visible(text)).join('\n\n');
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

const squash = (text: string): string => text.replace(/\s+/gu, '');

/** The text behind so many characters that are not white space. */
function without(text: string, count: number): string {
  let left = count;
  const at = [...text.matchAll(/\S/g)].find(() => left-- === 0)?.index ?? text.length;
  return count === 0 ? text : text.slice(at);
}
