/** A text that the sample agent streams. */
export interface Sample {
  /** The question that asks for it, as the page offers it. */
  suggestion: string;
  /** Questions that mean it. */
  when: RegExp;
  /** `tool call` stands for a pause in which a model would use a tool: text after it starts a new message. */
  parts: [string, ...('tool call' | (string & {}))[]];
}

const welcome: Sample = {
  suggestion: 'Who are you?',
  when: /\bwho\b|\bhello\b|\bhi\b/i,
  parts: [
    `I am tokentape's **sample agent**. No model is connected, so I say what I was given, at a model's pace.

What you are looking at is real all the same: these words reach the page through the same consumer, the same statechart and the same kind of adapter that would carry a model's answer to Telegram or Slack. The instruments beside the chat show it at work:

- *state*: where the chart stands. After a call it cools, then rests for the edit interval, then waits for new text.
- *calls*: one message sent, then edited as it grows. Many tokens, few calls.
- *pending*: what has been accepted but is not on your screen yet.

To talk to a model instead, set \`OPENAI_BASE_URL\`, \`OPENAI_API_KEY\` and \`OPENAI_MODEL\` and start again. Any endpoint that speaks chat completions will do.`,
  ],
};

const code: Sample = {
  suggestion: 'Show me some code',
  when: /\bcode\b|\bfunction\b|\bprogram\b/i,
  parts: [
    `This is the sample agent again, no model. Here is a bounded queue, because every stream needs one somewhere:

\`\`\`ts
/** Keeps the latest \`size\` values; the oldest makes room. */
export class Ring<Value> {
  readonly #values: Value[] = [];

  constructor(readonly size: number) {
    if (!(size >= 1)) throw new RangeError('size must be at least 1');
  }

  push(value: Value): void {
    this.#values.push(value);
    if (this.#values.length > this.size) this.#values.shift();
  }

  [Symbol.iterator](): Iterator<Value> {
    return this.#values[Symbol.iterator]();
  }
}
\`\`\`

And how to use it:

\`\`\`ts
const latest = new Ring<string>(3);
for (const word of ['to', 'ken', 'ta', 'pe']) latest.push(word);
console.log([...latest].join('')); // kentape
\`\`\`

Notice that the fence was a code block from its first line on, long before it was closed.`,
  ],
};

const toolCall: Sample = {
  suggestion: 'Use a tool',
  when: /\btools?\b|\bsearch\b|\bweather\b|\blook up\b/i,
  parts: [
    'I am the sample agent, and the tool is as pretended as I am. Let me look that up …',
    'tool call',
    `Found it. What I said before the tool call stayed behind as a message of its own, and this is a new one: a *segment boundary* lay between them.

1. The model spoke, and its words were shown.
2. It called a tool. The chart closed the first message.
3. The tool answered, and the text went on here.

A gateway that edits one message for all of it would show the reader a text that jumps.`,
  ],
};

const markdown: Sample = {
  suggestion: 'Show me Markdown',
  when: /\bmarkdown\b|\btable\b|\blist\b/i,
  parts: [
    `## Markdown, from the sample agent

No model here, but all the marks that models like:

### Emphasis

Some words are **bold**, some *italic*, some are \`code\`, and some are [a link](https://www.rfc-editor.org/rfc/rfc2119).

### Lists

- Fruit that keeps
  - apples
  - quinces
- Fruit that does not
  - raspberries

### A quotation

> The first thing a stream should do is start.
> The last thing it should do is end.

### A table

| state | who waits | for what |
| --- | --- | --- |
| resting | the chart | the edit interval |
| holding | the chart | the platform's permission |
| finishing | the reader | the last words |

---

Half-written marks never break the page: while **this is being typed, it is not yet bold** and then it is.`,
  ],
};

const long: Sample = {
  suggestion: 'Tell me a long story',
  when: /\blong\b|\bstory\b|\bessay\b/i,
  parts: [
    `A long text, then, from the sample agent and no model. Platforms cap a message, this one at 4,096 characters, so watch the story walk into a second one.

## The Lamplighter of Low Street

On Low Street the lamps were lit by hand until well after every other street had given them up, and the hand was Ottilie Bram's. She had inherited the ladder from her uncle, the round from nobody, and the habit of talking to the lamps from the long evenings in between.

There were sixty-one lamps. The first stood outside the baker's and went on at dusk; the last stood at the river stairs and went on, by Ottilie's reckoning, four hundred and nine breaths later. If she hurried she could do it in three hundred and fifty, but then the flames were nervous all night. If she dawdled, someone at the far end would open a window and remark upon the dark.

"The art of it", she told the apprentice they sent her in her last winter, "is in the gaps." The apprentice, whose name was Piet and who had wanted to be sent to the canal boats, asked what gaps. "Between one lamp and the next. Too short, and you arrive out of breath and spill the oil. Too long, and people notice that you are lighting lamps. They should only notice that it is light."

Piet wrote this down, because he had been told to write things down, and because it was too cold to argue.

### The first week

He was quick. On Monday he ran the whole round and stood at the river stairs, steaming like a horse, before Ottilie had reached the chandler's. Behind him nineteen lamps had gone out again. She said nothing. She took the ladder off his shoulder, walked back to the nineteenth, and began to count her breaths.

On Tuesday he lit each lamp twice, to be sure. The oil ran out at the fifty-second.

On Wednesday he waited at every post until he was certain the flame had taken, with his palm around the glass, and certainty turned out to be slow. It was near midnight when he came to the river stairs. A bargeman who had been standing there since nine asked him, not unkindly, whether he was the lamplighter or the dawn.

### The second week

"Light it once," said Ottilie. "Look at it once. Go on. If it goes out, you will see that from the next post, and then you go back for that one. Not for all of them."

"And if I don't see it?"

"Then somebody will tell you. That is what windows are for."

So he learned to look over his shoulder. It is harder than it sounds, to walk forwards on ice with a ladder while looking back, and he fell twice, once into the fishmonger's barrow. But by the end of that week the lamps of Low Street stood lit from end to end before the second bell, and when the wind took one, he was there with the taper before the dark had properly settled in.

He noticed something else. Since he no longer ran, he heard things: the baker's daughter practising her scales, always breaking off at the same place; the chandler reading the newspaper aloud to a dog; the river, which made a sound like someone turning over in bed. He had walked Low Street all his life and had never known that it talked.

### The third week

In the third week came the fog. It came up the stairs on a Friday and by dusk one could not see from one post to the next, so that looking over one's shoulder was no help at all.

Piet stood by the first lamp with the taper in his hand. "How do I know whether it is lit", he said, "if I can't see it?"

Ottilie thought about it for as long as it takes to tie a bootlace, which is what she was doing. "You know what you did," she said. "You lit it. You watched it take. After that, there are three things a lamp can be: you have seen it burning, you have seen it out, or you don't know. The mistake is to pretend that there are only two."

"And the ones I don't know about?"

"You don't light those again in the fog. You will knock the glass off. You write their numbers on your cuff, and when it lifts, you look."

He lit all sixty-one by touch, and wrote on his cuff the numbers of those whose flame he had not been able to swear to. There were seven. Towards four in the morning the fog lifted off the street all at once, like a cloth off a cage, and he walked the round again with his sleeve held up before him. Six of the seven were burning. The seventh was the one at the river stairs; it had never taken at all, and he lit it, and the bargeman, who seemed to live there, said good morning.

### Afterwards

Ottilie Bram gave up the ladder in the spring. She kept the counting: neighbours heard her on her doorstep at dusk, murmuring along, and more than one of them learned to tell the hour by which number she had reached.

Piet had the round for eleven years, until the wires came. They say that on the first evening of the wires the whole of Low Street went bright in a single instant, and that everybody came out to marvel, and that after a while, one by one, they went back in, because there was nothing to watch.

He is supposed to have said that it was very good light. Only that it had no gaps.`,
  ],
};

/** In the order in which they are streamed when nothing in particular was asked for. */
export const samples: [Sample, ...Sample[]] = [welcome, code, toolCall, markdown, long];
