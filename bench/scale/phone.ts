import { systemClock } from '../../src/hunter/base/system-clock.js';
import type { CallRef, Phone, PhoneFact } from '../../src/hunter/ports/phone.js';
import { createFakePhone } from '../../support/fake-phone.js';
import type { ProcessAccount } from './account.js';
import type { Stopwatch } from './stopwatch.js';

/** How long the simulated phone takes: a dial, until the destination answers, a hand-over, a drop. */
const DIAL_MS = 30;
const ANSWER_MS = 300;
const HAND_OVER_MS = 400;
const DROP_MS = 10;

interface LiveCall {
  readonly callId: string;
  /** What the ear heard last. */
  music: boolean;
}

export interface SimulatedPhone extends Phone {
  /** The ear of a call: what it heard. */
  tell(fact: PhoneFact): void;
  /** Calls that are there, those that are being let go among them. */
  live(): number;
  /** The next call that is on hold here, each in its turn. */
  next(): LiveCall | undefined;
  /** Nothing more is heard on this call but what is told by name. */
  quiet(callId: string): void;
}

/** A phone whose far ends answer and hold. Of its calls the bot's own watch learns by pushed events and by looking. */
export function simulatePhone(parts: {
  readonly account: ProcessAccount;
  readonly watch: Stopwatch;
  /** RingCentral tells that the destination answered. */
  readonly answers: (callId: string, sessionId: string) => void;
}): SimulatedPhone {
  const { account, watch, answers } = parts;
  const all = new Set<string>();
  const holding = new Map<string, LiveCall>();
  let turn = holding.values();
  const fake = createFakePhone(systemClock);
  const { tell } = fake;
  const after = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));
  const forget = (callId: string): void => {
    all.delete(callId);
    holding.delete(callId);
  };
  const end = (callId: string): void => {
    forget(callId);
    account.watch.remove(callId);
  };

  return {
    ...fake,
    live: () => all.size,
    next() {
      const found = turn.next();
      if (found.done !== true) return found.value;
      turn = holding.values();
      return turn.next().value;
    },
    quiet: (callId) => void holding.delete(callId),
    async dial({ callId, line }) {
      await after(DIAL_MS);
      const sessionId = `s-${callId}`;
      const partyId = `${sessionId}-1`;
      all.add(callId);
      const onAnswered = (): void => {
        holding.set(callId, { callId, music: false });
        tell({ type: 'answered', callId });
      };
      const onOver = (): void => {
        forget(callId);
        tell({ type: 'ended', callId, end: 'far-end', reason: 'The far end hung up.' });
      };
      account.watch.add({ callId, line, sessionId, partyId, hears: true, onAnswered, onOver }, true);
      setTimeout(() => answers(callId, sessionId), ANSWER_MS);
      return { outcome: 'dialled', sessionId, partyId, way: 'softphone', hears: true };
    },
    learn: async () => undefined,
    async handOver({ callId }: CallRef) {
      watch.stop(`claim ${callId}`);
      await after(HAND_OVER_MS);
      end(callId);
      return { outcome: 'connected', way: 'bridge' };
    },
    async drop({ callId }) {
      await after(DROP_MS);
      end(callId);
      return true;
    },
    look: async () => ({ seen: 'alive', audible: true }),
    resume: async ({ sessionId, partyId }) => ({ outcome: 'audible', sessionId, partyId }),
    async letGo(callId) {
      end(callId);
    },
  };
}
