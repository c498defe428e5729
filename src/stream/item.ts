import { cutsPair } from '../text/code-points.js';

/** What closed an item. A `flush` closes it as a boundary does, but does not end the answer. */
export type Closing = 'boundary' | 'flush' | 'commentary' | 'end';

/** Four visible characters open a message: a lone first token is not worth a notification. */
const ENOUGH_TO_OPEN = /(?:\S\s*){4}/;

/** A text segment or a commentary: what goes into messages of its own, in order. Positions are UTF-16 offsets into its text. */
export class Item {
  readonly isCommentary: boolean;
  /** Items of one answer share a number; a boundary or a commentary begins the next. */
  answer: number;
  closing: Closing | undefined;
  /** The authoritative text, if the caller gave one; it takes effect when the chart closes the item. */
  finalText: string | undefined;
  /** Up to here what was shown before the authoritative text is still right. */
  stands = Number.MAX_SAFE_INTEGER;
  /** Resolved when the item has ended. */
  readonly barriers: (() => void)[] = [];
  /** End of the last character that is not white space. */
  have = 0;
  length = 0;
  /** When it was opened, behind others; the first item's text tells for itself when it comes. */
  since: number | undefined;
  /** How much of the text is an earlier item's, handed on because it could not be shown. */
  inherited = 0;
  /** How much of the text belongs to an earlier answer: handed on, or joined. */
  foreign = 0;
  /** Where the present answer begins, if a boundary within the item ended the one before. */
  answerAt = 0;
  /** The last answer before the present one that something in this item belongs to, and where that begins. */
  spoken: { answer: number; from: number } | undefined;
  /** What a process that died was about to show first when it died: it may be on screen, and is not shown again. */
  doubt: { from: number; to: number } | undefined;
  /** Counts how often the text was replaced: what was read of it before is void then. */
  revision = 0;

  // The text lies in `sealed` (closed pages), `live` and `chunks` (appended, not yet joined), so that reading the current page
  // costs what the page costs and not what the answer costs.
  #sealed: string[] = [];
  #base = 0;
  #live = '';
  #chunks: string[] = [];
  /** Where its last segment begins. */
  #segmentAt = 0;
  /** The next visible text begins a segment. */
  #isParted = false;

  constructor(answer: number, isCommentary = false) {
    this.answer = answer;
    this.isCommentary = isCommentary;
  }

  append(text: string): void {
    const visible = text.trimEnd().length;
    if (visible > 0) {
      if (this.#isParted) this.#part();
      this.have = this.length + visible;
    }
    this.length += text.length;
    this.#chunks.push(text);
  }

  /** What comes is another segment, though it stands in the same item: a blank line parts them. */
  startSegment(): void {
    this.#isParted = !this.isBlank();
  }

  /** The same, and what was said until now was another answer. */
  startAnswer(answer: number): void {
    this.startSegment();
    this.turnTo(answer);
    this.answerAt = this.have;
  }

  /** What is said from now on belongs to this answer. */
  turnTo(answer: number): void {
    if (this.speaks && answer !== this.answer) this.spoken = { answer: this.answer, from: this.answerFrom };
    this.answer = answer;
  }

  /** Where the text of the present answer begins. */
  get answerFrom(): number {
    return Math.max(this.foreign, this.answerAt);
  }

  /** Something that can be seen belongs to the present answer. */
  get speaks(): boolean {
    return this.have > this.answerFrom;
  }

  /** The last answer that something in this item belongs to. */
  get lastSpoken(): number {
    return this.speaks ? this.answer : (this.spoken?.answer ?? this.answer);
  }

  /** What of that answer was said in this item before `to`, and not handed on to it. */
  saidOf(answer: number, to = this.length): string {
    if (answer === this.answer) return this.text().slice(Math.max(this.inherited, this.answerFrom), to);
    return answer === this.spoken?.answer ? this.text().slice(Math.max(this.inherited, this.spoken.from), this.answerFrom) : '';
  }

  /** Where the last segment begins; the end, if nothing of it has come yet. */
  get segmentAt(): number {
    return this.#isParted ? this.length : this.#segmentAt;
  }

  /** The last segment of which anything was said. */
  lastSegment(): string {
    return this.text().slice(this.#segmentAt);
  }

  /** Puts what an earlier item could not show, the end of its text, before this one's. Only before any of it was shown. */
  inherit(text: string, from: Item): void {
    const own = this.text();
    const [segmentAt, isParted] = [this.#segmentAt, this.#isParted];
    const begin = from.have - text.length;
    const isSame = from.answer === this.answer;
    this.#replace(text);
    this.inherited = text.length;
    this.foreign = isSame ? Math.max(0, from.foreign - begin) : text.length;
    if (isSame) this.answerAt = Math.max(0, from.answerAt - begin);
    this.startSegment();
    if (own.trim() === '') return;
    this.append(own);
    this.#segmentAt += segmentAt;
    this.#isParted = isParted;
    if (!isSame && this.answerAt > 0) this.answerAt += this.have - own.trimEnd().length;
  }

  /** Replaces the text; `stands` tells how much of it is the same as before. */
  rewrite(text: string): void {
    const before = this.text();
    let same = 0;
    // Past the end there is only NaN, which equals nothing.
    while (before.charCodeAt(same) === text.charCodeAt(same)) same += 1;
    this.stands = cutsPair(text, same) ? same - 1 : same;
    if (this.doubt) this.doubt = this.doubt.from < same ? { ...this.doubt, to: Math.min(this.doubt.to, same) } : undefined;
    this.#replace(text);
  }

  /** Nothing before `position` will be read again, except by `text`. */
  seal(position: number): void {
    if (position <= this.#base) return;
    this.#join();
    this.#sealed.push(this.#live.slice(0, position - this.#base));
    this.#live = this.#live.slice(position - this.#base);
    this.#base = position;
  }

  slice(from: number, to: number): string {
    if (from < this.#base) this.text();
    this.#join();
    return this.#live.slice(from - this.#base, to - this.#base);
  }

  text(): string {
    this.#join();
    // Put together once, however often it is asked for at the end.
    this.#live = this.#sealed.join('') + this.#live;
    this.#sealed = [];
    this.#base = 0;
    return this.#live;
  }

  isBlank(): boolean {
    return this.have === 0;
  }

  /** Enough visible text stands after `from` to open a message with. */
  canOpen(from: number): boolean {
    return ENOUGH_TO_OPEN.test(this.slice(from, this.have));
  }

  #part(): void {
    this.#isParted = false;
    this.#chunks.push('\n\n');
    this.length += 2;
    this.#segmentAt = this.length;
  }

  /** Of a text that was put together. */
  #replace(text: string): void {
    this.revision += 1;
    this.#live = text;
    this.length = text.length;
    this.have = text.trimEnd().length;
    this.#segmentAt = 0;
    this.#isParted = false;
  }

  #join(): void {
    this.#live += this.#chunks.join('');
    this.#chunks = [];
  }
}
