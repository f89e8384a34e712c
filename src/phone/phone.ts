import type { DebugLog } from '../hunter/base/log.js';
import type { Ear } from '../hunter/ports/ear.js';
import type {
  CallRef,
  CallSighting,
  CodeRequest,
  DialRequest,
  DialResult,
  Phone,
  PhoneFact,
  ResumeOutcome,
  ResumeRequest,
  SpokenOutcome,
} from '../hunter/ports/phone.js';
import type { CallFinder } from '../hunter/run/sweeper.js';
import type {
  DialWay,
  EarStage,
  HandOverOutcome,
  Key,
  Lesson,
  ListenOutcome,
  Phrase,
  Recording,
  RingTarget,
} from '../hunter/terms.js';
import type { RingCentralAccount } from './account/ringcentral.js';
import { Sessions, type SessionsOf } from './account/sessions.js';
import { readSipCredentials } from './account/sip-info.js';
import { PhoneError } from './api/phone-error.js';
import { CallCare } from './call/call-care.js';
import { Calls, refOf } from './call/calls.js';
import { dialWays } from './call/dial-ways.js';
import { Dialer } from './call/dialer.js';
import { dropCall } from './call/drop.js';
import { EndByDialog } from './call/end-by-dialog.js';
import type { SavedDialogs } from './call/saved-dialogs.js';
import type { AskAgainst } from './call/why-refused.js';
import type { PushedSessions } from './events/pushed.js';
import { HandOvers } from './hand-over/hand-over.js';
import type { HandOverWayName } from './hand-over/order.js';
import type { SavedConsults } from './hand-over/saved-consults.js';
import { Listening } from './ring/listening.js';
import { speakCode } from './ring/spoken-code.js';
import { Legs } from './softphone/legs.js';
import type { SipCredentials, Softphone } from './softphone/sip/softphone.js';
import { Softphones } from './softphone/softphones.js';
import type { CodeClip } from './speech/code-phrases.js';
import type { TakerPhrase } from './speech/taker-phrases.js';
import { letGo } from './take-up/let-go.js';
import { Resumer } from './take-up/resumer.js';
import { callFinder } from './watch/call-finder.js';
import { sightOf } from './watch/sighting.js';
import { SessionWatch, type WatchFigures } from './watch/watch.js';

export interface PhoneOptions {
  readonly account: RingCentralAccount;
  readonly ear: Ear;
  readonly createLine: (credentials: SipCredentials) => Softphone;
  /** What the bot says, as 8 kHz mono linear samples. */
  readonly phrases: (phrase: Phrase) => Int16Array;
  /** What it says to a waiting taker, in the same form. */
  readonly takerPhrases: (phrase: TakerPhrase) => Int16Array;
  /** The clips for reading out a code, in the same form. */
  readonly codeClips: (clip: CodeClip) => Int16Array;
  readonly log: DebugLog;
  readonly dialWays: readonly DialWay[];
  /** The ways to hand over that are allowed; their order depends on what each line may do. */
  readonly handOverWays: readonly HandOverWayName[];
  /** Where calls are stored for a process that takes them up; absent when there is none. */
  readonly dialogs?: SavedDialogs;
  readonly consults?: SavedConsults;
  /** Called when a call from a line was refused. */
  readonly askAgainst?: AskAgainst;
  /** Other processes use the same lines, one at a time. */
  readonly linesAreShared?: boolean;
  /** How long an unused line stays registered. */
  readonly lineIdleMs?: number;
  readonly lineStartWithinMs?: number;
  /** Pushed changes of sessions; without them everything is learned by looking. */
  readonly events?: PushedSessions;
}

/** The phone, and what its owner needs to run it. */
export interface LivePhone extends Phone {
  figures(): { readonly watch: WatchFigures; readonly lines: number; readonly calls: number };
  /** Finds the calls that are on lines, whoever placed them. */
  readonly finder: CallFinder;
  /** Stops watching, and stops all lines. Calls are not dropped: another process may take them up. */
  stop(): Promise<void>;
}

/** The phone that the hunt uses: lines, ways, sessions and the ear, put together. */
export function createPhone(options: PhoneOptions): LivePhone {
  return new RingCentralPhone(options);
}

class RingCentralPhone implements LivePhone {
  readonly finder: CallFinder;
  readonly #sessionsOf: SessionsOf;
  readonly #calls: Calls;
  readonly #lines: Softphones;
  readonly #watch: SessionWatch;
  readonly #dialer: Dialer;
  readonly #resumer: Resumer;
  readonly #legs = new Legs();
  readonly #listening: Listening;
  readonly #unhear: readonly (() => void)[];
  readonly #handOvers: HandOvers;
  readonly #endByDialog: EndByDialog;

  constructor(private readonly options: PhoneOptions) {
    const { account, ear, log } = options;
    const { pacer, clock, controlRights } = account;
    const pushed = options.events && { events: options.events };
    const consults = options.consults && { consults: options.consults };
    const dialogs = options.dialogs && { dialogs: options.dialogs };
    const legs = this.#legs;
    const sessionsOf: SessionsOf = ({ extensionId }) => new Sessions(account.restOf(extensionId));
    this.#sessionsOf = sessionsOf;
    this.finder = callFinder(account.rest, sessionsOf);
    this.#calls = new Calls(ear, ({ request }) => {
      this.#watch.remove(request.callId);
      this.options.dialogs?.forget(request.callId);
      void this.#listening.end(request.callId);
    });
    this.#listening = new Listening({ sessionsOf, legs, clock, log, ...pushed }, (fact) => this.#calls.emit(fact));
    this.#watch = new SessionWatch({ sessionsOf, pacer, clock, log, ...pushed });
    this.#lines = new Softphones({
      createLine: options.createLine,
      credentials: ({ extensionId, deviceId }, priority) =>
        readSipCredentials(account.restOf(extensionId), deviceId, priority),
      areShared: options.linesAreShared ?? false,
      legs,
      clock,
      log,
      ...(options.lineIdleMs === undefined ? {} : { idleMs: options.lineIdleMs }),
      ...(options.lineStartWithinMs === undefined ? {} : { startWithinMs: options.lineStartWithinMs }),
    });
    const ways = dialWays(options.dialWays, { lines: this.#lines, sessionsOf, clock, log });
    const shared = { calls: this.#calls, sessionsOf, controlRights, ear, clock, log };
    const { askAgainst } = options;
    this.#endByDialog = new EndByDialog({ lines: this.#lines, ...dialogs, log });
    const endByDialog = this.#endByDialog;
    const care = new CallCare({ ...shared, ...dialogs, endByDialog, askAgainst, legs, watch: this.#watch });
    this.#dialer = new Dialer({ ...shared, askAgainst, care, ways });
    this.#resumer = new Resumer({ ...shared, ...dialogs, ...consults, endByDialog, care, lines: this.#lines });
    this.#handOvers = new HandOvers({
      ...{ ...shared, ...pushed, ...dialogs, ...consults, care, legs },
      allowed: options.handOverWays,
      phrases: options.takerPhrases,
      endListening: (callId) => this.#listening.end(callId),
    });
    this.#calls.onFact(({ callId, type }) => {
      const ref = type === 'answered' ? this.#refOf(callId) : undefined;
      if (ref) void controlRights.probe(ref, sessionsOf(ref.line));
    });
    this.#unhear = [
      ear.onHeard((callId, verdict) => {
        const call = this.#calls.get(callId);
        if (call && !call.over) this.#calls.tell(call, { callId, type: 'heard', verdict });
      }),
      ear.onLost((callId) => {
        const call = this.#calls.get(callId);
        if (!call || call.over) return;
        call.hears = false;
        this.#calls.tell(call, { callId, type: 'hearing-lost' });
      }),
    ];
  }

  onFact(listener: (fact: PhoneFact) => void): () => void {
    return this.#calls.onFact(listener);
  }

  async dial(request: DialRequest): Promise<DialResult> {
    const result = await this.#dialer.dial(request);
    // Find out now what the line lacks, so that the next hunt knows before the next sync.
    if (result.outcome === 'refused' && result.end === 'refused')
      this.options.askAgainst?.(request.line).catch(() => undefined);
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
    // Tell the ear first: the menu may answer before the line reports the key as sent.
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
    const { events, account, log, codeClips } = this.options;
    const tools = { sessionsOf: this.#sessionsOf, legs: this.#legs, clock: account.clock, log };
    return speakCode({ ...tools, ...(events && { events }), lines: this.#lines, clips: codeClips }, request);
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

  handOver(ref: CallRef, target: RingTarget, maxRingMs: number, mayJoin?: () => boolean): Promise<HandOverOutcome> {
    return this.#handOvers.handOver(ref, target, maxRingMs, mayJoin);
  }

  drop(ref: CallRef | { readonly callId: string }): Promise<boolean> {
    const { account, log } = this.options;
    const { controlRights, clock } = account;
    const [calls, endByDialog, sessionsOf] = [this.#calls, this.#endByDialog, this.#sessionsOf];
    return dropCall(ref, { calls, endByDialog, sessionsOf, controlRights, clock, log });
  }

  async look(ref: CallRef): Promise<CallSighting> {
    if (this.#calls.isHandedOver(ref.callId)) return { seen: 'handed-over' };
    if (this.#calls.softphoneOf(ref.callId))
      return { seen: 'alive', audible: this.#calls.get(ref.callId)?.hears === true };
    const sighting = await sightOf(ref, this.#sessionsOf(ref.line));
    // The line that could hear it is gone, and so is anyone who was listening in.
    if (sighting.seen === 'alive') this.#calls.emit({ callId: ref.callId, type: 'listener-left' });
    return sighting;
  }

  async resume(request: ResumeRequest): Promise<ResumeOutcome> {
    if (this.#calls.isHandedOver(request.callId)) return { outcome: 'gone' };
    const outcome = await this.#resumer.resume(request);
    // Anyone who was listening in was on the former owner's line.
    if (outcome.outcome !== 'gone') this.#calls.emit({ callId: request.callId, type: 'listener-left' });
    return outcome;
  }

  letGo(callId: string): Promise<void> {
    const { dialogs, account, log } = this.options;
    const tools = { calls: this.#calls, listening: this.#listening, clock: account.clock, log };
    return letGo(callId, { ...tools, ...(dialogs && { dialogs }) });
  }

  figures() {
    return { watch: this.#watch.figures(), lines: this.#lines.size, calls: this.#calls.size };
  }

  async stop(): Promise<void> {
    for (const stop of this.#unhear) stop();
    this.#watch.stop();
    this.options.dialogs?.stop();
    await this.#lines.stop();
  }

  #refOf(callId: string): CallRef | undefined {
    const call = this.#calls.get(callId);
    return call && refOf(call);
  }

  #legOf(callId: string): string {
    return this.#calls.get(callId)?.leg ?? callId;
  }
}
