import { createAnnouncer } from './announcer.js';
import { followBoard } from './board.js';
import { createChatView } from './chat-view.js';
import { createComposer } from './composer.js';
import { byId, setText } from './dom.js';
import { createInstruments } from './instruments.js';

/** @import { BoardValue, GatewayCard, StreamCard } from '../wire.ts' */

const chat = createChatView();
const instruments = createInstruments();
const composer = createComposer();
const announcer = createAnnouncer();

/** @type {Map<string, StreamCard>} */
const streams = new Map();
/** Messages that a reader waits for: none yet, then the one that grows. */
let answering = false;
/** @type {Set<string>} */
const growing = new Set();

followBoard({
  onLink(connected) {
    setText(byId('link'), connected ? '' : 'Reconnecting …');
    document.body.classList.toggle('lost', !connected);
  },
  onChange(key, value) {
    if (value === undefined) dropped(key);
    else put(key, value);
    byId('thinking').hidden = !answering || growing.size > 0;
    chat.follow();
  },
});

/** @param {string} key @param {BoardValue} value */
function put(key, value) {
  switch (value.kind) {
    case 'message':
      chat.put(value);
      // After a reload a stream may be known before its messages are.
      for (const card of streams.values()) if (card.messages.at(-1) === value.id) chat.putEnd(card);
      announcer.hear(value);
      if (value.final) growing.delete(key);
      else growing.add(key);
      break;
    case 'stream':
      streams.set(key, value);
      chat.putEnd(value);
      instruments.show(newest());
      break;
    case 'gateway':
      answering = value.answering;
      composer.show(value);
      showAgent(value);
      break;
  }
}

/** @param {string} key */
function dropped(key) {
  growing.delete(key);
  streams.delete(key);
  const id = /^message:(\d+)$/.exec(key)?.[1];
  if (id !== undefined) chat.drop(Number(id));
}

function newest() {
  return [...streams.values()].reduce((latest, card) => (card.order > latest.order ? card : latest));
}

/** @param {GatewayCard} gateway */
function showAgent({ agent, inspector }) {
  const link = /** @type {HTMLAnchorElement} */ (byId('inspector'));
  link.hidden = inspector === undefined;
  if (inspector !== undefined) link.href = inspector;
  setText(byId('agent'), agent.sample ? `${agent.name}, no model` : agent.name);
  byId('agent').classList.toggle('sample', agent.sample);
}
