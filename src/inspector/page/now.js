import { byId, setText } from '../../gateway/page/dom.js';
import { readable } from './readable.js';

/** @import { Moment, Why } from '../wire.ts' */

/** A sign and a word for each mood, so that no colour has to be told apart. @type {Record<Why['mood'], [sign: string, word: string]>} */
const moods = {
  calm: ['–', 'rests'],
  calling: ['↗', 'calls'],
  waiting: ['◷', 'waits'],
  trouble: ['!', 'trouble'],
  over: ['✓', 'over'],
};

const numbers = new Intl.NumberFormat('en');

/** What lasts this long can be read. */
const readableMs = 1_000;

/** The answer to why the stream stands where it stands, in one look. */
export function createNow() {
  const place = byId('now');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Moment} moment @param {boolean} isRunning Others will follow at once, as likely as not. */
  function show(moment, isRunning) {
    const { record, why, state, step, accepted, unshown, staleMs, calls, troubles } = moment;
    clearTimeout(timer);
    if (isRunning && why.steady) {
      say({ mood: 'calling', text: why.steady }, 'streams');
      timer = setTimeout(() => say(why), readableMs);
    } else say(why);
    setText(byId('state'), state);
    setText(byId('step'), step && step.from !== step.to ? `by ${step.on} from ${step.from}` : '');
    setText(byId('shown'), numbers.format(accepted - unshown));
    setText(byId('pending'), numbers.format(unshown));
    setText(byId('pending-name'), record.kind === 'end' ? 'missing' : 'pending');
    setText(byId('stale'), readable(staleMs));
    setText(byId('calls'), numbers.format(calls));
    setText(byId('troubles'), numbers.format(troubles));
    place.classList.toggle('behind', unshown > 0);
    place.classList.toggle('stale', staleMs > 0);
    place.classList.toggle('troubled', troubles > 0);
  }

  /** @param {Why} why @param {string} [as] */
  function say({ mood, text }, as) {
    const [sign, word] = moods[mood];
    place.dataset.mood = mood;
    setText(byId('mood-sign'), sign);
    setText(byId('mood'), as ?? word);
    setText(byId('why'), text);
  }

  return { show };
}
