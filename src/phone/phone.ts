import type { Logger } from 'pino';
import type {
  CallRef,
  CallSighting,
  CodeRequest,
  DialRequest,
  DialResult,
  Ear,
  Phone,
  PhoneFact,
  SpokenOutcome,
} from '../hunter/ports.js';
import type {
  DialWay,
  EarStage,
  HandOverOutcome,
  Key,
  Lesson,
  Line,
  ListenOutcome,
  Phrase,
  Recording,
  RingTarget,
} from '../hunter/words.js';
import { Calls, refOf } from './calls.js';
import type { CodeClip } from './code-phrases.js';
import { dialWays } from './dial-ways.js';
import { Dialler } from './dialler.js';
import { confirmGone, dropSession, hangUpLeg } from './dropper.js';
import type { PushedSessions } from './events/pushed.js';
import { handOverBy } from './hand-over.js';
import type { HandOverWayName, ToolsOf } from './hand-over-way.js';
import { HandedOver } from './handed-over.js';
import { Legs } from './legs.js';
import type { SipCredentials, SoftphoneLine } from './line.js';
import { Lines } from './lines.js';
import { Listening } from './listening.js';
import { PhoneError, sentenceOf } from './phone-error.js';
import type { RingCentralAccount } from './ringcentral.js';
import { SessionWatch, type WatchFigures } from './session-watch.js';
import { isOver, partyIn, Sessions, type SessionsOf, wasTransferred } from './sessions.js';
import { readSipCredentials } from './sip-info.js';
import { speakCode } from './spoken-code.js';

export interface PhoneOptions {
  readonly account: RingCentralAccount;
  readonly ear: Ear;
  readonly createLine: (credentials: SipCredentials) => SoftphoneLine;
  /** 8 kHz mono linear samples of what the bot says. */
  readonly phrases: (phrase: Phrase) => Int16Array;
  /** The same of the clips of a code. */
  readonly codeClips: (clip: CodeClip) => Int16Array;
  readonly log: Logger;
  readonly dialWays: readonly DialWay[];
  readonly handOverWays: readonly HandOverWayName[];
  /** Told when no way could place a call from a line. */
  readonly onRefused?: (line: Line) => void;
  /** A line nobody uses stays registered so long. */
  readonly lineIdleMs?: number;
  readonly lineStartWithinMs?: number;
  /** Pushed changes of sessions; without them all is learnt by looking. */
  readonly events?: PushedSessions;
  /** How often a call is looked at while events tell of it (ms). */
  readonly reconcileMs?: number;
}

/** The phone, and what its owner needs to run it. */
export interface LivePhone extends Phone {
  figures(): { readonly watch: WatchFigures; readonly lines: number; readonly calls: number };
  /** Stops watching and all lines. Calls are not dropped: another process may go on with them. */
  stop(): Promise<void>;
}

/** The phone behind the hunt: lines, ways, sessions and the ear, put together. */
export function createPhone(options: PhoneOptions): LivePhone {
  return new RingCentralPhone(options);
}

class RingCentralPhone implements LivePhone {
  readonly #toolsOf: ToolsOf;
  readonly #calls: Calls;
  readonly #lines: Lines;
  readonly #watch: SessionWatch;
  readonly #dialler: Dialler;
  readonly #listening: Listening;
  readonly #unhear: () => void;
  readonly #handedOver: HandedOver;

  constructor(private readonly options: PhoneOptions) {
    const { account, ear, log } = options;
    const { pacer, clock } = account;
    const pushed = options.events === undefined ? {} : { events: options.events };
    const legs = new Legs();
    this.#toolsOf = ({ extensionId }) => {
      const rest = account.restOf(extensionId);
      return { sessions: new Sessions(rest), legs, pacer: rest, clock, log, ...pushed };
    };
    const sessionsOf: SessionsOf = (line) => this.#toolsOf(line).sessions;
    this.#calls = new Calls(ear, ({ request }) => {
      this.#watch.remove(request.callId);
      void this.#listening.end(request.callId);
    });
    this.#handedOver = new HandedOver(this.#calls, ear, this.#toolsOf);
    this.#listening = new Listening(this.#toolsOf, (fact) => this.#calls.emit(fact));
    const reconcile = options.reconcileMs === undefined ? {} : { reconcileMs: options.reconcileMs };
    this.#watch = new SessionWatch({ sessionsOf, pacer, clock, log, ...pushed, ...reconcile });
    this.#lines = new Lines({
      createLine: options.createLine,
      credentials: ({ extensionId, deviceId }) => readSipCredentials(account.restOf(extensionId), deviceId),
      legs,
      clock,
      log,
      ...(options.lineIdleMs === undefined ? {} : { idleMs: options.lineIdleMs }),
      ...(options.lineStartWithinMs === undefined ? {} : { startWithinMs: options.lineStartWithinMs }),
    });
    const ways = dialWays(options.dialWays, { lines: this.#lines, sessionsOf, clock, log });
    this.#dialler = new Dialler({
      calls: this.#calls,
      watch: this.#watch,
      ways,
      ear,
      legs,
      toolsOf: this.#toolsOf,
      clock,
      log,
    });
    this.#unhear = ear.onHeard((callId, verdict) => {
      const call = this.#calls.get(callId);
      if (call && !call.over) this.#calls.tell(call, { callId, type: 'heard', verdict });
    });
  }

  onFact(listener: (fact: PhoneFact) => void): () => void {
    return this.#calls.onFact(listener);
  }

  async dial(request: DialRequest): Promise<DialResult> {
    const result = await this.#dialler.dial(request);
    if (result.outcome === 'refused' && result.end === 'refused') this.options.onRefused?.(request.line);
    return result;
  }

  tune(callId: string, stage: EarStage): void {
    const call = this.#calls.get(callId);
    if (call?.hears && !call.over) this.options.ear.tune(callId, stage);
  }

  async press(callId: string, key: Key): Promise<void> {
    const softphone = this.#calls.softphoneOf(callId);
    if (!softphone)
      throw new PhoneError({
        code: 'line',
        what: 'No key can be pressed: our line is not on this call.',
        retryable: false,
      });
    // Told first: the answer to the key may begin before the line has reported it as sent.
    this.options.ear.keyPressed(callId);
    await softphone.press(this.#legOf(callId), key);
  }

  learn(callId: string, lesson: Lesson): Promise<Recording | undefined> {
    return this.options.ear.learn(callId, lesson);
  }

  async listenIn(ref: CallRef, target: RingTarget, maxRingMs: number): Promise<ListenOutcome> {
    const call = this.#calls.get(ref.callId);
    const softphone = this.#calls.softphoneOf(ref.callId);
    if (!call || !softphone)
      return { outcome: 'refused', reason: 'Nobody can listen in: our line is not on this call.' };
    if (call.unwanted || call.handOver)
      return { outcome: 'refused', reason: 'Nobody can listen in: the call is being dropped or taken.' };
    return this.#listening.begin({ call: ref, target, maxRingMs, softphone, leg: call.leg });
  }

  speakCode(request: CodeRequest): Promise<SpokenOutcome> {
    return speakCode({ ...this.#toolsOf(request.line), lines: this.#lines, clips: this.options.codeClips }, request);
  }

  async say(callId: string, phrase: Phrase): Promise<void> {
    const softphone = this.#calls.softphoneOf(callId);
    if (!softphone) return;
    try {
      await softphone.say(this.#legOf(callId), this.options.phrases(phrase));
    } catch (error) {
      this.options.log.warn({ err: error, callId, phrase }, 'a phrase could not be said');
    }
  }

  async handOver(
    ref: CallRef,
    target: RingTarget,
    maxRingMs: number,
    mayJoin: () => boolean = () => true,
  ): Promise<HandOverOutcome> {
    const { log, handOverWays } = this.options;
    const call = this.#calls.get(ref.callId);
    if (call?.handOver) return { outcome: 'refused', reason: 'A hand-over of this call is already under way.' };
    const agentGone = new AbortController();
    const softphone = this.#calls.softphoneOf(ref.callId);
    const onLine = softphone && call ? { softphone, leg: call.leg } : {};
    const task = { call: ref, target, maxRingMs, agentGone: agentGone.signal, mayJoin, ...onLine };
    // A listener is hung up before anybody is rung: it may be the taker, whose phone would be busy; and the talk is for two.
    const listenerEnded = this.#listening.end(ref.callId);
    const running = listenerEnded
      .then(() => handOverBy(handOverWays, task, this.#toolsOf(ref.line)))
      .catch((error: unknown): HandOverOutcome => {
        log.error({ err: error, callId: ref.callId }, 'a hand-over failed inside');
        return { outcome: 'refused', reason: sentenceOf(error) };
      });
    if (call) call.handOver = { agentGone, done: running, pendingEnd: undefined };
    const outcome = await running;
    const pendingEnd = call?.handOver?.pendingEnd;
    if (call) call.handOver = undefined;
    if (outcome.outcome === 'connected') this.#handedOver.add(ref, call);
    else if (call && pendingEnd) {
      this.#calls.finish(call, pendingEnd.cause, pendingEnd.reason);
      if (pendingEnd.cause === 'line-lost') void confirmGone(ref, this.#toolsOf(ref.line));
    } else if (call && !call.unwanted && outcome.outcome === 'agent-gone') {
      this.#calls.finish(call, 'far-end', outcome.reason);
      void softphone?.hangUp(call.leg).catch(() => undefined);
    }
    if (call && !call.over && (await listenerEnded)) this.#calls.emit({ callId: ref.callId, type: 'listener-left' });
    return outcome;
  }

  async drop(ref: CallRef | { readonly callId: string }): Promise<boolean> {
    const { callId } = ref;
    const call = this.#calls.get(callId);
    if (call) {
      call.unwanted = true;
      call.handOver?.agentGone.abort();
      // A bridge may be on its way: only when it is decided is it known whether a talk has begun.
      await Promise.allSettled([call.dialling, call.handOver?.done]);
    }
    // One turn later the hand-over's outcome has been taken in.
    await new Promise<void>((resume) => setImmediate(resume));
    if (this.#handedOver.has(callId) || call?.over) return true;
    const given = 'sessionId' in ref && ref.sessionId !== '' ? ref : undefined;
    const ids = given ?? (call && refOf(call));
    const line = ids?.line ?? call?.request.line;
    if (!line) return true;
    const tools = this.#toolsOf(line);
    const softphone = this.#calls.softphoneOf(callId);
    const hungUp = softphone ? await hangUpLeg(softphone, this.#legOf(callId), tools) : false;
    if (hungUp && ids) void confirmGone(ids, tools);
    // Without a session there is nothing else of ours that could be ended.
    const gone = hungUp || (ids ? await dropSession(ids, call === undefined, tools) : !softphone);
    if (gone && call) this.#calls.finish(call, 'us', 'We hung up.');
    return gone;
  }

  async look(ref: CallRef): Promise<CallSighting> {
    if (this.#handedOver.has(ref.callId)) return { seen: 'handed-over' };
    if (this.#calls.softphoneOf(ref.callId)) return { seen: 'alive', audible: true };
    if (ref.sessionId === '') return { seen: 'unknown', reason: 'RingCentral never told the id of this call.' };
    try {
      const session = await this.#toolsOf(ref.line).sessions.get(ref.sessionId, 'look');
      if (session === 'gone') return { seen: 'gone' };
      const own = partyIn(session, ref.partyId);
      if (own && wasTransferred(own)) return { seen: 'handed-over' };
      if (!own || isOver(own)) return { seen: 'gone' };
      // The line that could hear it is gone, and with it whoever listened.
      this.#calls.emit({ callId: ref.callId, type: 'listener-left' });
      return { seen: 'alive', audible: false };
    } catch (error) {
      return { seen: 'unknown', reason: sentenceOf(error) };
    }
  }

  figures() {
    return { watch: this.#watch.figures(), lines: this.#lines.size, calls: this.#calls.size };
  }

  async stop(): Promise<void> {
    this.#unhear();
    this.#watch.stop();
    await this.#lines.stop();
  }

  #legOf(callId: string): string {
    return this.#calls.get(callId)?.leg ?? callId;
  }
}
