// What has to hold of every run, by the numbers under which the design knows it. Each check compares what the platform shows,
// and what the client was told of it, with what was said.

import { inkOf, LETTER } from './mint.js';
import { type Call, toldInk } from './platform.js';
import type { Run } from './play.js';
import type { Fault, Script } from './script.js';

/** A wait that had begun before the end is waited out. */
const WAIT_MS = 30_000;

type Check = (run: Run) => string | undefined;

/** The first complaint about a run, or undefined if there is none. */
export function complaintAbout(run: Run): string | undefined {
  for (const check of CHECKS) {
    const complaint = check(run);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

/** Most of what is checked whenever the run has come to rest. */
const holdsAllAlong: Check = ({ complaints }) => complaints[0];

const settles: Check = ({ outcome, thrown, tookMs, script, callsAtCancel, openFlushes }) => {
  if (thrown.length > 0) return `an input threw: ${String(thrown[0])}`;
  if (!outcome) return 'I12: it never settled';
  const limitMs = callsAtCancel === undefined ? script.config.finishTimeout * 1_000 + WAIT_MS : 8_000;
  if (tookMs > limitMs + 100 + 10 * Math.max(0, script.timerDriftMs)) return `I8: settled ${tookMs} ms after the end, more than ${limitMs}`;
  return openFlushes > 0 ? 'a flush that never resolved' : undefined;
};

/** I1, I4, I5 and most of I7 are checked by the platform when it is called. */
const callsAreFit: Check = ({ platform }) => platform.complaints[0];

const staysQuiet: Check = ({ platform, budget, callsAtCancel, callsAtSettled, outcome, crashes }) => {
  if (platform.calls.length > callsAtSettled) return 'I8: a call after `settled`';
  if (callsAtCancel !== undefined && platform.calls.length > callsAtCancel + 1) return 'I8: more than one call after a cancel';
  if (budget && budget.allowed !== platform.calls.length) return 'I5: a call that the budget did not allow, or was not made';
  // A call that died with its process may not have been heard of.
  const uncounted = platform.calls.length - (outcome?.calls ?? 0);
  return uncounted >= 0 && uncounted <= crashes ? undefined : 'the outcome counts other calls than were made';
};

/** The outcome's picture of the screen is what the platform told. */
const tellsTheScreen: Check = ({ outcome, platform }) => {
  const seen = outcome?.messages.filter(({ certainty }) => certainty === 'seen') ?? [];
  const claimed = seen.map(({ id, text }) => `${String(id)}: ${text}`);
  const told = platform.told.map(({ toldId, told }) => `${String(toldId)}: ${told}`);
  if (claimed.join('\n') !== told.join('\n'))
    return `I3: messages say ${JSON.stringify(claimed)}, the platform said ${JSON.stringify(told)}`;
  const unanswered = platform.calls.filter(isUnanswered).length;
  const maybe = outcome?.messages.filter(({ certainty }) => certainty === 'maybe').length;
  return maybe === unanswered ? undefined : `I3: ${maybe} messages may be there, after ${unanswered} sends without an answer`;
};

const isUnanswered = ({ op, told }: Call): boolean => (op === 'send' || op === 'open') && (told === 'none' || told === 'maybeDelivered');

/** Every letter is on screen once and in order, or is named as missing. */
const losesNothing: Check = (run) => {
  const { outcome, said, platform } = run;
  if (!outcome || isContradicted(run)) return undefined;
  // A final text that repeats what could not be shown may be missing twice.
  if (said.repeated && outcome.status !== 'delivered') return undefined;
  const order = new Map([...said.ink].map((letter, index) => [letter, index]));
  const isDoubled = outcome.notes.some((note) => note.includes('twice'));
  // A message that can no longer be edited keeps what the final text replaced; what follows it may say some of it again.
  const isOutdated = outcome.notes.some((note) => note.includes('final text replaced'));
  const places: number[] = [];
  for (const letter of toldInk(platform)) {
    const place = order.get(letter);
    if (place !== undefined) places.push(place);
    else if (!said.superseded.includes(letter)) return `I2: ${letter} is on screen and was never said`;
    else if (outcome.status === 'delivered' && !isOutdated)
      return `I2: delivered, and ${letter} is on screen, which the final text replaced`;
  }
  const shown = new Set(places);
  if (!isDoubled && !isOutdated && shown.size < places.length) return 'I2: shown twice';
  if (!isDoubled && !isOutdated && !isRising(places)) return 'I2: shown out of order';
  const missing = [...inkOf(outcome.unshown)].map((letter) => order.get(letter) ?? -1);
  if (!isRising(missing)) return `I3: unshown is out of order or was never said: ${outcome.unshown}`;
  if (!isDoubled && !isOutdated && missing.some((place) => shown.has(place)))
    return `I3: unshown names what is on screen: ${outcome.unshown}`;
  if (shown.size + missing.length < order.size && !mayLose(run))
    return `I3: ${order.size - shown.size - missing.length} letters are neither on screen nor named`;
  return outcome.status === 'delivered' && missing.length > 0 ? 'I2: delivered, and something is unshown' : undefined;
};

/** A discard leaves in the filters what they hold. */
const mayLose = ({ script, callsAtCancel }: Run): boolean =>
  callsAtCancel !== undefined &&
  script.filters.some((name) => name !== 'fences') &&
  script.steps.some((step) => step.do === 'cancel' && step.mode === 'discard');

const isContradicted = ({ outcome }: Run): boolean => outcome?.notes.some((note) => note.includes('contradicts')) === true;

const isRising = (places: readonly number[]): boolean => places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1));

const leavesNoCursor: Check = ({ outcome, platform, script }) => {
  const { cursor } = script.config;
  // An adapter that splits may split the cursor.
  if (cursor === '' || script.platform.splits) return undefined;
  const isLeft = platform.told.some(({ told }) => told.includes(cursor.trim()));
  const isNoted = outcome?.notes.some((note) => note.includes('cursor')) === true;
  if (isLeft && !isNoted) return 'I2: a cursor is left, and the outcome does not say so';
  return isNoted && !isLeft ? 'I2: a cursor is said to be left, and none is' : undefined;
};

const isHonest: Check = (run) => {
  const { outcome, alreadySent, said, platform } = run;
  if (!outcome) return undefined;
  if (outcome.alreadySent !== alreadySent) return 'I3: the consumer and its outcome disagree on alreadySent';
  const shown = new Set(toldInk(platform));
  const answer = said.answerInk;
  // White space and marks leave no ink: there is nothing to tell by.
  if (answer === '' && said.answerText !== '') return undefined;
  const isShown = answer !== '' && [...answer].every((letter) => shown.has(letter));
  if (alreadySent && !isShown) return 'I3: alreadySent, and the answer is not on screen';
  if (alreadySent && said.endsAtBoundary && !said.repeated) return 'I3: alreadySent, and nothing was said since the last boundary';
  if (alreadySent && outcome.messages.every(({ certainty }) => certainty !== 'seen')) return 'I3: alreadySent without any message';
  const isStopped = run.callsAtCancel !== undefined || run.crashes > 0;
  const isDiscarded = isStopped && run.script.steps.some((step) => step.do === 'cancel' && step.mode === 'discard');
  if (isShown && !alreadySent && outcome.unshown === '' && !isDiscarded && !isContradicted(run) && !(said.endsAtBoundary && !said.repeated))
    return 'I3: the answer is on screen, and alreadySent is false';
  if (outcome.status === 'undelivered' && shown.size > 0 && said.superseded === '') return 'I3: undelivered, and something is on screen';
  if (outcome.status === 'delivered' && platform.told.length === 0) return 'I3: delivered, and nothing is on screen';
  return undefined;
};

/** I6: without edits a message is sent when its item is over, or is full. */
const sendsWholeMessages: Check = ({ script, platform, said }) => {
  const { edit, draft, native } = script.platform;
  const isPreviewing = script.config.transport !== 'buffered' && (edit !== 'no' || draft !== 'no' || native !== 'no');
  if (isPreviewing || script.platform.splits) return undefined;
  const preview = platform.calls.find(({ op, isFinal }) => op !== 'send' || !isFinal);
  if (preview) return 'I6: a preview where there are no edits';
  const ends = new Set(said.items.map(({ text }) => [...inkOf(text)].at(-1)));
  const short = platform.told.find(({ told }) => {
    const last = [...inkOf(told)].at(-1);
    // Filled by half in characters, of which one can have three times the bytes of another, and white space at its end is not shown.
    if (last === undefined || ends.has(last) || platform.lengthOf(told) >= platform.realMax / 12) return false;
    // A table that fits into a message of its own gets one, and a link begins one, however short the message before it.
    return !said.items.some(({ text }) => /\n[ \t]*\||\[/u.test(untilNextLetter(text.split(last)[1])));
  });
  return short ? `I6: a short message in the middle: ${JSON.stringify(short.told)}` : undefined;
};

const untilNextLetter = (text = ''): string => text.slice(0, text.search(LETTER) >>> 0);

/** I7, seen from the screen. */
const splitsWell: Check = ({ script, platform }) => {
  if (!script.platform.splits && platform.visible.some((text) => platform.lengthOf(text) > platform.realMax))
    return 'I7: a message beyond the limit';
  return undefined;
};

const namesMessages: Check = ({ script, platform, announced, crashes }) => {
  const sends = platform.calls.filter(({ op, told }) => (op === 'send' || op === 'open') && told === 'ok');
  if (!script.platform.splits && crashes === 0 && announced.length !== sends.length)
    return `${announced.length} messages were announced, ${sends.length} were made`;
  const keys = sends.map(({ key }) => key);
  if (new Set(keys).size < keys.length) return 'one idempotency key for two messages';
  for (const { op, replyTo, isAlone } of platform.calls) {
    if (op !== 'send' && op !== 'open' && op !== 'draft') continue;
    if (isAlone && replyTo !== 'question') return 'the first message answers nothing';
    if (!isAlone && replyTo !== undefined) return 'a later message answers the question again';
  }
  return undefined;
};

/** Where nothing goes wrong, everything arrives, flushes wait for it, and messages look as they were said. */
const deliversWhenAllIsWell: Check = (run) => {
  const { script, outcome, said, platform, flushes } = run;
  if (!isCalm(run) || takesLonger(run)) return undefined;
  for (const { wanted, told } of flushes) if (inkOf(told) !== wanted) return 'a flush resolved before everything was on screen';
  if (said.ink !== '' && outcome?.status !== 'delivered' && !isContradicted(run))
    return `all went well, and the outcome is ${outcome?.status}`;
  if (
    isContradicted(run) ||
    said.superseded !== '' ||
    script.config.segments === 'joined' ||
    script.filters.length > 0 ||
    script.platform.ids === 'none'
  )
    return undefined;
  const texts = platform.told.map(({ told }) => told.trim());
  const wanted = said.shownTexts;
  if (said.repeated || texts.length !== wanted.length) return undefined;
  const odd = texts.findIndex((text, index) => text !== wanted[index]);
  return odd < 0 ? undefined : `I2: a message reads ${JSON.stringify(texts[odd])}, said was ${JSON.stringify(wanted[odd])}`;
};

/** One message after the other, in more time than the end of an answer has: 40 s for each item. */
const takesLonger = ({ platform, script }: Run): boolean => platform.told.length * script.platform.latencyMs > 40_000;

/** An answer of more messages may need more than its minute, at the pace that a wait of seven seconds after a few calls shows. */
const SURELY_IN_TIME = 9;

/** One wait, or one slow answer, costs time and nothing else. */
const deliversDespiteOneWait: Check = (run) => {
  const { outcome, said, platform } = run;
  const troubles = platform.calls.flatMap(({ fault }) => fault ?? []);
  const [trouble] = troubles;
  if (platform.told.length > SURELY_IN_TIME) return undefined;
  if (troubles.length !== 1 || !trouble || !passes(trouble, run.script) || !isUntroubled(run) || said.ink === '' || isContradicted(run))
    return undefined;
  return outcome?.status === 'delivered' ? undefined : `nothing but a ${trouble.kind} call, and the outcome is ${outcome?.status}`;
};

const passes = ({ kind, ms }: Fault, { config }: Script): boolean =>
  (kind === 'held' || (kind === 'slow' && config.callTimeout === 10)) && ms !== null && ms <= 7_000;

const isCalm = (run: Run): boolean => isUntroubled(run) && run.platform.calls.every(({ fault }) => !fault);

/** But for what goes wrong with calls. */
function isUntroubled({ script, callsAtCancel }: Run): boolean {
  const { edit, minEditGapMs, honesty, latencyMs } = script.platform;
  const isUneventful = script.steps.every(
    (step) => step.do !== 'delete' && step.do !== 'interrupt' && step.do !== 'jump' && step.do !== 'crash',
  );
  return (
    isUneventful &&
    edit !== 'unsupported' &&
    callsAtCancel === undefined &&
    minEditGapMs === 0 &&
    honesty === 1 &&
    latencyMs < 1_000 &&
    script.config.finishTimeout === 60 &&
    script.config.stallTimeout === 0 &&
    script.budget !== 'moody'
  );
}

const CHECKS: readonly Check[] = [
  holdsAllAlong,
  settles,
  callsAreFit,
  staysQuiet,
  tellsTheScreen,
  losesNothing,
  leavesNoCursor,
  isHonest,
  sendsWholeMessages,
  splitsWell,
  namesMessages,
  deliversWhenAllIsWell,
  deliversDespiteOneWait,
];
