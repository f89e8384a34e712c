import type { Clock } from '../src/hunter/base/clock.js';
import type { Ear } from '../src/hunter/ports/ear.js';
import type {
  CallSighting,
  DialResult,
  Phone,
  PhoneFact,
  ResumeOutcome,
  ResumeRequest,
} from '../src/hunter/ports/phone.js';
import type { HandOverOutcome } from '../src/hunter/terms.js';

/** A phone that does what it is asked, at once unless a test says otherwise, and records each request. */
export interface FakePhone extends Phone {
  /** Part of the ear, which a hunt asks alongside the phone. */
  readonly relabel: Ear['relabel'];
  /** `what call-or-target`, in the order of the requests, with the time. */
  readonly asked: readonly { readonly at: number; readonly what: string }[];
  readonly live: ReadonlySet<string>;
  /** Calls of a line, oldest first. */
  callsOf(lineId: string): readonly string[];
  tell(fact: PhoneFact): void;
  /** Settles the oldest waiting hand-over. */
  finishHandOver(outcome: HandOverOutcome): void;
  readonly rules: FakePhoneRules;
}

export interface FakePhoneRules {
  dial: (callId: string, lineId: string) => Promise<DialResult>;
  say: () => Promise<void>;
  drop: (callId: string) => Promise<boolean>;
  look: (callId: string) => Promise<CallSighting>;
  resume: (call: ResumeRequest) => Promise<ResumeOutcome>;
}

/** How long the fake takes to say a phrase (ms). */
export const PHRASE_MS = 2_000;

export function createFakePhone(clock: Clock): FakePhone {
  const asked: { at: number; what: string }[] = [];
  const live = new Set<string>();
  const calls: { callId: string; lineId: string }[] = [];
  const listeners = new Set<(fact: PhoneFact) => void>();
  const handOvers: ((outcome: HandOverOutcome) => void)[] = [];
  const note = (what: string) => asked.push({ at: clock.now(), what });
  const tell = (fact: PhoneFact): void => {
    if (fact.type === 'ended') live.delete(fact.callId);
    for (const listener of listeners) listener(fact);
  };
  const rules: FakePhoneRules = {
    dial: async (callId) => dialled(callId),
    say: () => new Promise((resume) => clock.setTimer(resume, PHRASE_MS)),
    drop: async () => true,
    resume: async () => ({ outcome: 'controllable', reason: 'The fake phone keeps no dialogs.' }),
    look: async (callId) => (live.has(callId) ? { seen: 'alive', audible: true } : { seen: 'gone' }),
  };

  return {
    asked,
    live,
    rules,
    tell,
    callsOf: (lineId) => calls.filter((call) => call.lineId === lineId).map((call) => call.callId),
    finishHandOver(outcome) {
      const settle = handOvers.shift();
      if (settle === undefined) throw new Error('No hand-over waits');
      settle(outcome);
    },
    async dial({ callId, line }) {
      note(`dial ${line.id}`);
      calls.push({ callId, lineId: line.id });
      const result = await rules.dial(callId, line.id);
      if (result.outcome === 'dialled') live.add(callId);
      return result;
    },
    tune: (callId, stage) => void note(`tune ${callId} ${stage}`),
    async press(callId, key) {
      note(`press ${callId} ${key}`);
    },
    async learn(callId, { kind, since }) {
      note(`learn ${callId} ${kind} ${since}`);
      return kind === 'person' ? undefined : { id: `r-${callId}`, kind, seconds: 3 };
    },
    async relabel(destinationId, recordingId, kind) {
      note(`relabel ${destinationId} ${recordingId} ${kind}`);
      return true;
    },
    async listenIn(call, target) {
      note(`listen-in ${call.callId} ${target.name}`);
      return { outcome: 'listening' };
    },
    async speakCode({ line, target }) {
      note(`speak-code ${line.id} ${target.name}`);
      return { outcome: 'spoken' };
    },
    async say(callId, phrase) {
      note(`say ${callId} ${phrase}`);
      await rules.say();
    },
    handOver(call, target) {
      note(`hand-over ${call.callId} ${target.name}`);
      return new Promise((resolve) => handOvers.push(resolve));
    },
    async drop({ callId }) {
      note(`drop ${callId}`);
      const gone = await rules.drop(callId);
      if (gone) live.delete(callId);
      return gone;
    },
    async look({ callId }) {
      note(`look ${callId}`);
      return rules.look(callId);
    },
    async resume(call) {
      note(`resume ${call.callId}`);
      const outcome = await rules.resume(call);
      if (outcome.outcome === 'audible') live.add(call.callId);
      return outcome;
    },
    async letGo(callId) {
      note(`let-go ${callId}`);
    },
    onFact(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function dialled(callId: string): DialResult {
  return { outcome: 'dialled', sessionId: `s-${callId}`, partyId: `p-${callId}`, way: 'softphone', hears: true };
}
