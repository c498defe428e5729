// A simulated chat platform, as unkind as real ones. It keeps two pictures: what a reader sees, and what the client was told.
// They differ where an answer was lost; nobody can hold a client to more than it was told.

import type {
  Adapter,
  DeleteRequest,
  DraftRequest,
  EditRequest,
  Failure,
  MessageId,
  OpenStreamRequest,
  Part,
  Result,
  SendRequest,
  StreamFrameRequest,
} from '../../src/adapter.js';
import { FaultPlan } from './fault-plan.js';
import { Holds } from './holds.js';
import { hasHidden, inkOf } from './mint.js';
import type { CallKind, Fault, PlatformSpec, Script } from './script.js';
import type { SimClock } from './sim-clock.js';
import { measure } from './units.js';

export interface Message {
  id: MessageId | undefined;
  /** What a reader sees; undefined once it is gone. */
  text: string | undefined;
  /** What the client was told that it shows; undefined if it never was, or was told that it is gone. */
  told: string | undefined;
  toldId: MessageId | undefined;
  isToldClosed: boolean;
  /** It awaits its closing edit. */
  isOpen: boolean;
  isNative: boolean;
  /** How many edits the client was told to have worked. */
  toldEdits: number;
  bornAt: number;
  changedAt: number;
}

export interface Call {
  op: CallKind;
  at: number;
  text: string | undefined;
  isFinal: boolean;
  messageId: MessageId | undefined;
  replyTo: MessageId | undefined;
  key: string | undefined;
  /** As far as the client knew, none of its messages was on screen. */
  isAlone: boolean;
  /** What the client was told; `none` as long as there is no answer it has to believe. */
  told: 'ok' | Failure['reason'] | 'none';
  /** What it shows can be taken for what was last said, were it not for a fault. */
  fault: Fault | undefined;
}

type AnyRequest = SendRequest | EditRequest | DeleteRequest | DraftRequest | OpenStreamRequest | StreamFrameRequest;

/** Values that are no `Result`. */
const WRONG_SHAPES: readonly unknown[] = [
  undefined,
  null,
  'ok',
  42,
  {},
  { ok: 'yes' },
  { ok: true, messageId: {} },
  { ok: false, reason: 'tired' },
];

const refusal = (reason: Failure['reason'], retryAfterMs?: number): Failure => ({ ok: false, reason, retryAfterMs });

/** A call that is on its way. */
interface OpenCall {
  call: Call;
  request: AnyRequest;
  /** Takes effect now, and is answered by nobody. */
  land(): void;
  /** Takes no effect any more. */
  drop(): void;
}

export class Platform {
  /** What the process that lives at present talks to. */
  adapter: Adapter;
  readonly messages: Message[] = [];
  readonly calls: Call[] = [];
  /** How many answers the client has had. */
  answers = 0;
  /** Rules that a call broke, as `I5: …`. */
  readonly complaints: string[] = [];

  readonly #spec: PlatformSpec;
  readonly #script: Script;
  readonly #clock: SimClock;
  readonly #faults: FaultPlan;
  readonly #holds: Holds;
  readonly #realMax: number;
  /** Every id that was ever given: an edit that got no answer may have renamed its message. */
  readonly #named = new Map<MessageId, Message>();
  #inFlight = 0;
  #open: OpenCall | undefined;
  #processes = 1;
  #ids = 0;
  #isForbidden = false;
  #cannot = new Set<CallKind>();
  #draft: { id: number; text: string; at: number } | undefined;

  constructor(script: Script, clock: SimClock) {
    this.#script = script;
    this.#spec = script.platform;
    this.#clock = clock;
    this.#faults = new FaultPlan(script.faults);
    this.#holds = new Holds(clock);
    this.#realMax = Math.max(1, Math.floor((this.#spec.maxLength ?? Number.POSITIVE_INFINITY) * this.#spec.honesty));
    this.adapter = this.#makeAdapter();
  }

  /** What a reader sees. */
  get visible(): string[] {
    return this.messages.flatMap(({ text }) => (text === undefined ? [] : [text]));
  }

  /** What the client must believe to be on screen. */
  get told(): (Message & { told: string })[] {
    return this.messages.filter((message): message is Message & { told: string } => message.told !== undefined);
  }

  lengthOf(text: string): number {
    return measure(this.#spec.unit, text);
  }

  get realMax(): number {
    return this.#realMax;
  }

  /** The reader deletes the nth of the messages that are there. */
  deleteVisible(nth: number): void {
    const there = this.messages.filter(({ text }) => text !== undefined);
    const message = there[nth % Math.max(1, there.length)];
    if (message) message.text = undefined;
  }

  /** The process dies, and another takes its place. Its last call takes effect or does not. Returns what `asks` finds out about a call
   *  that was to make a message. */
  restart(lands: boolean, asks: boolean): Result | undefined {
    const open = this.#open;
    this.#open = undefined;
    this.#processes += 1;
    this.#inFlight = 0;
    this.adapter = this.#makeAdapter();
    if (!open) return undefined;
    const count = this.messages.length;
    if (lands) open.land();
    open.drop();
    // Nobody knows what it shows.
    this.#draft = undefined;
    const { call, request } = open;
    if (call.op !== 'send' && call.op !== 'open') return undefined;
    const canTell = asks && this.#spec.ids !== 'none' && !this.#spec.splits;
    if (!canTell) {
      call.told = 'maybeDelivered';
      return refusal('maybeDelivered');
    }
    const made = this.messages[count];
    // What was wrong with the answer that was lost says nothing of this one.
    call.fault = undefined;
    return this.#tell(call, request, made?.id === undefined ? refusal('transient') : { ok: true, messageId: made.id });
  }

  // ---- the port ---------------------------------------------------------------------------------------------------------

  #makeAdapter(): Adapter {
    const spec = this.#spec;
    const process = this.#processes;
    const { draftExpiryMs, streamExpiryMs, maxEdits } = spec;
    return {
      name: 'simulated',
      limits: {
        maxLength: spec.maxLength ?? Number.POSITIVE_INFINITY,
        lengthOf: (text) => this.lengthOf(text),
        ...(draftExpiryMs !== null && { draftExpiryMs }),
        ...(streamExpiryMs !== null && { streamExpiryMs }),
        ...(maxEdits !== null && { maxEdits }),
      },
      can: {
        edit: spec.edit !== 'no',
        delete: spec.delete !== 'no',
        draft: spec.draft !== 'no',
        nativeStream: spec.native !== 'no',
      },
      needsFinalEdit: spec.needsFinalEdit,
      send: (request) => this.#call('send', request, process),
      edit: (request) => this.#call('edit', request, process),
      ...(spec.delete !== 'no' && { delete: (request: DeleteRequest) => this.#call('delete', request, process) }),
      ...(spec.draft !== 'no' && { draft: (request: DraftRequest) => this.#call('draft', request, process) }),
      ...(spec.native !== 'no' && {
        openStream: (request: OpenStreamRequest) => this.#call('open', request, process),
        appendStream: (request: StreamFrameRequest) => this.#call('append', request, process),
        closeStream: (request: StreamFrameRequest) => this.#call('close', request, process),
      }),
    };
  }

  #call(op: CallKind, request: AnyRequest, process: number): Promise<Result> {
    if (process !== this.#processes) return new Promise(() => {});
    const fault = this.#faults.next(op);
    const call = this.#note(op, request, fault);
    this.#inspect(call, request);
    if (fault?.kind === 'throwsAtOnce') {
      if (fault.isApplied) this.#apply(op, request);
      throw new Error('the adapter blew up at once');
    }
    this.#inFlight += 1;
    let isOver = false;
    const over = () => {
      if (!isOver && process === this.#processes) {
        this.#inFlight -= 1;
        this.#open = undefined;
      }
      isOver = true;
    };
    // One that does not listen never ends; it can only be abandoned.
    if (fault?.kind === 'deaf') request.signal.addEventListener('abort', over, { once: true });
    return this.#answer(call, request, fault).finally(over);
  }

  #note(op: CallKind, request: AnyRequest, fault: Fault | undefined): Call {
    const call: Call = {
      op,
      at: this.#clock.now(),
      text: 'text' in request ? request.text : 'whole' in request ? request.whole : undefined,
      isFinal: 'final' in request ? request.final : op === 'close',
      messageId: 'messageId' in request ? request.messageId : undefined,
      replyTo: 'replyTo' in request ? request.replyTo : undefined,
      key: 'idempotencyKey' in request ? request.idempotencyKey : undefined,
      isAlone: this.told.length === 0,
      told: 'none',
      fault,
    };
    this.calls.push(call);
    return call;
  }

  // ---- what may not be asked ----------------------------------------------------------------------------------------------

  #inspect(call: Call, request: AnyRequest): void {
    const { op, text, isFinal, messageId } = call;
    const complain = (text: string) => this.complaints.push(`${text} (call ${this.calls.length}, ${op})`);
    if (this.#inFlight > 0) complain('I1: a second call in flight');
    if (!(request.signal instanceof AbortSignal) || request.signal.aborted) complain('I1: no signal, or an aborted one');
    if (request.chatId !== 'chat') complain('the chat id is not the one given');
    if (this.#script.budget !== 'moody' && this.#holds.isHeld(op)) complain('I5: sooner than the platform said');
    if (text !== undefined) this.#inspectText(text, complain);
    const message = messageId === undefined ? undefined : this.#find(messageId);
    const closes = this.#spec.needsFinalEdit && isFinal && !message?.isToldClosed;
    if (op === 'edit' && message?.told === text && !closes) complain('I5: the text that stands there already');
    if (op === 'edit' && this.#spec.maxEdits !== null && (message?.toldEdits ?? 0) >= this.#spec.maxEdits)
      complain('I5: more edits than there may be');
    if (messageId !== undefined && !message) complain('an id that was never given');
    if (call.key !== undefined && !/^[A-Za-z0-9-]{1,25}$/.test(call.key)) complain('an idempotency key out of its alphabet');
    if ('added' in request) this.#inspectFrame(request, message, complain);
  }

  #inspectText(text: string, complain: (text: string) => void): void {
    if (this.#script.filters.includes('reasoning') && hasHidden(text)) complain('I4: hidden text');
    if (!text.isWellFormed()) complain('I7: half a surrogate pair');
    if (this.#spec.maxLength !== null && this.lengthOf(text) > this.#spec.maxLength) complain('I7: longer than the limit');
    const { cursor } = this.#script.config;
    const visible = cursor === '' ? text : text.replaceAll(cursor, '');
    if (visible.trim() === '') complain('a message that shows nothing');
  }

  #inspectFrame({ added, whole }: StreamFrameRequest, message: Message | undefined, complain: (text: string) => void): void {
    if (!message) return;
    if (message.told !== undefined && whole !== message.told + added) complain('a frame that does not go on where the last one ended');
    if (this.calls.at(-1)?.op === 'append' && added === '') complain('I5: a frame with nothing new');
  }

  // ---- how a call is answered ---------------------------------------------------------------------------------------------

  async #answer(call: Call, request: AnyRequest, fault: Fault | undefined): Promise<Result> {
    const { op } = call;
    const { latencyMs } = this.#spec;
    switch (fault?.kind) {
      case 'hangs':
      case 'deaf':
        return this.#hang(call, request, fault);
      case 'slow':
        return this.#later(fault.ms ?? 0, call, request, () => this.#apply(op, request));
      default:
        return this.#later(latencyMs, call, request, () => this.#outcome(op, request, fault));
    }
  }

  /** Answers after `ms`; an abort ends the waiting, and what was asked happens all the same. */
  #later(ms: number, call: Call, request: AnyRequest, work: () => Result): Promise<Result> {
    if (ms === 0) return Promise.resolve(this.#tell(call, request, work()));
    const { signal } = request;
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      const timer = this.#clock.setTimeout(() => {
        signal.removeEventListener('abort', onAbort);
        try {
          const result = work();
          resolve(signal.aborted ? result : this.#tell(call, request, result));
        } catch (error) {
          reject(error);
        }
      }, ms);
      this.#open = { call, request, land: () => void quietly(work), drop: () => this.#clock.clearTimeout(timer) };
    });
  }

  #hang(call: Call, request: AnyRequest, { isApplied, ms, kind }: Fault): Promise<Result> {
    const { op } = call;
    const land = () => isApplied && void this.#apply(op, request);
    this.#open = { call, request, land, drop() {} };
    return new Promise((_, reject) => {
      const onAbort = () => {
        if (isApplied) this.#clock.setTimeout(land, ms ?? 0);
        if (kind === 'hangs') reject(request.signal.reason);
      };
      request.signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #outcome(op: CallKind, request: AnyRequest, fault: Fault | undefined): Result {
    if (this.#isForbidden) return refusal('forbidden');
    if (this.#cannot.has(op)) return refusal('editUnsupported');
    switch (fault?.kind) {
      case 'held':
        return { ...refusal('rateLimited', fault.ms ?? undefined), ...(fault.scope && { scope: fault.scope }) };
      case 'forbidden':
        this.#isForbidden = true;
        return refusal('forbidden');
      case 'unsupported':
        if (op !== 'send') this.#cannot.add(op);
        return refusal('editUnsupported');
      case 'maybe':
        if (fault.isApplied) this.#apply(op, request);
        return refusal('maybeDelivered');
      case 'throws':
        if (fault.isApplied) this.#apply(op, request);
        throw new Error('the adapter blew up');
      case 'wrongShape':
        if (fault.isApplied) this.#apply(op, request);
        return WRONG_SHAPES[this.calls.length % WRONG_SHAPES.length] as Result;
      case 'transient':
      case 'rejected':
      case 'formatRejected':
        return refusal(fault.kind);
      default:
        return this.#apply(op, request);
    }
  }

  // ---- what a call does -----------------------------------------------------------------------------------------------------

  #apply(op: CallKind, request: AnyRequest): Result {
    switch (op) {
      case 'send':
        return this.#send(request as SendRequest);
      case 'edit':
        return this.#edit(request as EditRequest);
      case 'delete':
        return this.#delete(request as DeleteRequest);
      case 'draft':
        return this.#showDraft(request as DraftRequest);
      case 'open':
        return this.#openStream(request as OpenStreamRequest);
      default:
        return this.#frame(op, request as StreamFrameRequest);
    }
  }

  #send({ text, final }: SendRequest): Result {
    const pieces = this.#fit(text);
    if (!pieces) return refusal('tooLong');
    const added = pieces.map((piece, index) => this.#add(piece, final || index < pieces.length - 1, false));
    return this.#success(added);
  }

  #edit({ messageId, text, final }: EditRequest): Result {
    if (this.#spec.edit !== 'yes') return refusal('editUnsupported');
    const message = this.#find(messageId);
    if (!message || message.text === undefined) return refusal('messageGone');
    if (message.isNative && !this.#isCut(message)) return refusal('rejected');
    const pieces = this.#fit(text);
    if (!pieces) return refusal('tooLong');
    const closes = this.#spec.needsFinalEdit && final && message.isOpen;
    const [head = '', ...tail] = pieces;
    if (message.text === head && tail.length === 0 && !closes) return refusal('notModified');
    const gapLeft = this.#spec.minEditGapMs - (this.#clock.now() - message.changedAt);
    if (gapLeft > 0.5) {
      return this.#spec.tellsGap ? { ...refusal('rateLimited', gapLeft), scope: 'call' } : refusal('rateLimited');
    }
    Object.assign(message, { text: head, changedAt: this.#clock.now() });
    if (final || tail.length > 0) message.isOpen = false;
    if (this.#spec.ids === 'renamed') message.id = this.#newId();
    return this.#success([message, ...tail.map((piece, index) => this.#add(piece, final || index < tail.length - 1, false))]);
  }

  #delete({ messageId }: DeleteRequest): Result {
    if (this.#spec.delete !== 'yes') return refusal('rejected');
    const message = this.#find(messageId);
    if (message?.text === undefined) return refusal('messageGone');
    message.text = undefined;
    return { ok: true };
  }

  #showDraft({ draftId, text }: DraftRequest): Result {
    if (this.#spec.draft !== 'yes') return refusal('editUnsupported');
    if (this.lengthOf(text) > this.#realMax) return refusal('tooLong');
    const before = this.#draft;
    const now = this.#clock.now();
    if (draftId === 0) this.complaints.push('a draft with the id 0');
    const isFresh = before && now - before.at < (this.#spec.draftExpiryMs ?? Number.POSITIVE_INFINITY) / 2;
    if (before?.id === draftId && before.text === text && isFresh)
      this.complaints.push('I5: a draft that says the same again, long before it expires');
    this.#draft = { id: draftId, text, at: now };
    return { ok: true };
  }

  #openStream({ text }: OpenStreamRequest): Result {
    if (this.#spec.native !== 'yes') return refusal('editUnsupported');
    if (this.lengthOf(text) > this.#realMax) return refusal('tooLong');
    return this.#success([this.#add(text, false, true)]);
  }

  #frame(op: 'append' | 'close', { messageId, added }: StreamFrameRequest): Result {
    const message = this.#find(messageId);
    if (message?.text === undefined) return refusal('messageGone');
    if (this.#isCut(message)) message.isNative = false;
    if (!message.isNative) return refusal('rejected');
    if (this.lengthOf(message.text + added) > this.#realMax) return refusal('tooLong');
    message.text += added;
    message.changedAt = this.#clock.now();
    if (op === 'close') Object.assign(message, { isNative: false, isOpen: false });
    return { ok: true, messageId: message.id };
  }

  #isCut({ bornAt }: Message): boolean {
    return this.#clock.now() - bornAt > (this.#spec.streamExpiryMs ?? Number.POSITIVE_INFINITY);
  }

  // ---- messages ---------------------------------------------------------------------------------------------------------------

  #add(text: string, isClosed: boolean, isNative: boolean): Message {
    const now = this.#clock.now();
    const shown = this.#spec.trims && !isNative ? text.trim() : text;
    const isNameless = this.#spec.ids === 'none';
    const message: Message = {
      id: isNameless ? undefined : this.#newId(),
      text: shown,
      told: undefined,
      toldId: undefined,
      isToldClosed: isClosed,
      isOpen: !isClosed,
      isNative,
      toldEdits: 0,
      bornAt: now,
      changedAt: now,
    };
    this.messages.push(message);
    this.#draft = undefined;
    return message;
  }

  #newId(): MessageId {
    this.#ids += 1;
    if (this.#ids > 1) return `m${this.#ids}`;
    return this.#spec.ids === 'zero' ? 0 : this.#spec.ids === 'empty' ? '' : 'm1';
  }

  #find(id: MessageId): Message | undefined {
    return this.#named.get(id);
  }

  /** The pieces in which a text is shown, or undefined if it is too long. */
  #fit(text: string): string[] | undefined {
    const stored = this.#spec.trims ? text.trim() : text;
    if (this.lengthOf(stored) <= this.#realMax) return [stored];
    if (!this.#spec.splits) return undefined;
    const pieces = [''];
    for (const char of stored) {
      const longer = (pieces.at(-1) ?? '') + char;
      if (this.lengthOf(longer) > this.#realMax) pieces.push(char);
      else pieces[pieces.length - 1] = longer;
    }
    return pieces;
  }

  #success(messages: readonly Message[]): Result {
    const last = messages.at(-1);
    const parts: Part[] = messages.map(({ id, text }) => ({ id: id ?? '', text: text ?? '' }));
    const isNamed = last?.id !== undefined;
    for (const message of messages) if (message.id !== undefined) this.#named.set(message.id, message);
    return { ok: true, ...(isNamed && { messageId: last.id }), ...(isNamed && messages.length > 1 && { parts }) };
  }

  // ---- what the client now knows ------------------------------------------------------------------------------------------------

  #tell(call: Call, request: AnyRequest, result: Result): Result {
    this.answers += 1;
    if (WRONG_SHAPES.includes(result)) return result;
    call.told = result.ok ? 'ok' : result.reason;
    const message = call.messageId === undefined ? undefined : this.#find(call.messageId);
    if (!result.ok) {
      if (result.retryAfterMs !== undefined) this.#holds.hold(call.op, result.retryAfterMs, result.scope ?? null);
      if (result.reason === 'messageGone' && message) message.told = undefined;
      if (result.reason === 'notModified' && message) message.told = call.text;
      return result;
    }
    if (call.op === 'delete' && message) message.told = undefined;
    if (call.op === 'append' || call.op === 'close') {
      if (message) message.told = (request as StreamFrameRequest).whole;
    } else if (call.op !== 'delete' && call.op !== 'draft') this.#tellParts(call, message, result);
    return result;
  }

  #tellParts(call: Call, edited: Message | undefined, { parts }: Extract<Result, { ok: true }>): void {
    const created = this.messages.slice(this.messages.length - (parts ? parts.length - (edited ? 1 : 0) : edited ? 0 : 1));
    const touched = edited ? [edited, ...created] : created;
    if (edited) edited.toldEdits += 1;
    if (edited && call.isFinal) edited.isToldClosed = true;
    for (const message of touched) Object.assign(message, { told: parts ? message.text : call.text, toldId: message.id });
  }
}

function quietly(work: () => unknown): void {
  try {
    work();
  } catch {
    // Whoever would have heard of it is gone.
  }
}

/** The letters that the client was told are on screen, in order. */
export const toldInk = (platform: Platform): string => inkOf(platform.told.map(({ told }) => told).join(''));
