/** What is pushed, as an async iterable. */
export class TextQueue implements AsyncIterable<string> {
  #texts: string[] = [];
  #ended = false;
  #wake: () => void = () => {};

  push = (text: string): void => {
    this.#texts.push(text);
    this.#wake();
  };

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      const [text] = this.#texts.splice(0, 1);
      if (text !== undefined) yield text;
      else if (this.#ended) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}
