import type { AudioRing } from '../../../src/hunter/base/audio-ring.js';
import type { Key } from '../../../src/hunter/terms.js';
import type {
  DialogState,
  ExpectedCaller,
  LegEnd,
  LegFact,
  LegIds,
  SipCredentials,
  Softphone,
} from '../../../src/phone/softphone/sip/softphone.js';
import { SoftphoneError } from '../../../src/phone/softphone/sip/softphone-error.js';

/** What the fake does when a leg is dialled; by default it gets ids and rings. */
export type DialPlan = (leg: string, number: string) => LegIds | SoftphoneError | Promise<LegIds>;

/** A softphone line without a network: does what the test tells it, and notes what it was asked. */
export class FakeLine implements Softphone {
  readonly done: string[] = [];
  readonly legs = new Set<string>();
  readonly said: Int16Array[] = [];
  dialPlan: DialPlan = (leg) => ({
    sessionId: `s-${leg.replace(/\W/g, '')}`,
    partyId: `p-${leg.replace(/\W/g, '')}-1`,
  });
  startFails: Error | undefined;
  referFails: Error | undefined;
  resumeFails: Error | undefined;
  hangUpFails: Error | undefined;
  relayFails: Error | undefined;
  pressFails: Error | undefined;
  /** Settles `answerNext`; set by the test's REST side when it rings the device. */
  ring: (() => void) | undefined;
  #listeners = new Set<(fact: LegFact) => void>();

  constructor(readonly credentials: SipCredentials) {}

  async start(): Promise<void> {
    this.done.push('start');
    if (this.startFails) throw this.startFails;
  }

  async dial(leg: string, number: string, audio?: AudioRing): Promise<LegIds> {
    this.done.push(`dial ${leg} ${number}${audio ? ' audio' : ''}`);
    const plan = await this.dialPlan(leg, number);
    if (plan instanceof SoftphoneError) throw plan;
    this.legs.add(leg);
    return plan;
  }

  answerNext(
    leg: string,
    withinMs: number,
    audio?: AudioRing,
    from?: ExpectedCaller,
  ): Promise<LegIds & { readonly sipCallId: string }> {
    const expected = from === undefined ? '' : ` from ${from.number} or ${from.extensionNumber} in ${from.sessionId}`;
    this.done.push(`answerNext ${leg} ${withinMs}${audio ? ' audio' : ''}${expected}`);
    return new Promise((resolve, reject) => {
      this.ring = () => {
        this.legs.add(leg);
        this.tell({ leg, type: 'answered' });
        resolve({ sipCallId: 'sip-1' });
      };
      this.notRung = () => reject(new SoftphoneError('no-invite', 'Nothing rang.'));
    });
  }

  notRung: (() => void) | undefined;

  async resume(leg: string, dialog: DialogState, audio?: AudioRing): Promise<void> {
    this.done.push(`resume ${leg} ${dialog.callId}${audio ? ' audio' : ''}`);
    if (this.resumeFails) throw this.resumeFails;
    this.legs.add(leg);
    this.tell({ leg, type: 'dialog', dialog });
  }

  async letGo(leg: string): Promise<void> {
    this.done.push(`letGo ${leg}`);
    this.legs.delete(leg);
  }

  async press(leg: string, key: Key): Promise<void> {
    this.done.push(`press ${leg} ${key}`);
    if (this.pressFails) throw this.pressFails;
  }

  async say(leg: string, samples: Int16Array): Promise<void> {
    this.done.push(`say ${leg}`);
    this.said.push(samples);
  }

  async relay(fromLeg: string, toLeg: string): Promise<void> {
    this.done.push(`relay ${fromLeg} ${toLeg}`);
    if (this.relayFails) throw this.relayFails;
  }

  async hangUp(leg: string): Promise<void> {
    this.done.push(`hangUp ${leg}`);
    if (this.hangUpFails) throw this.hangUpFails;
    if (this.legs.has(leg)) this.end(leg, { cause: 'us', reason: 'We hung up.' });
  }

  async refer(leg: string, target: string, _withinMs: number, inPlaceOf?: string): Promise<void> {
    this.done.push(`refer ${leg} ${target}${inPlaceOf === undefined ? '' : ` in place of ${inPlaceOf}`}`);
    if (this.referFails) throw this.referFails;
  }

  onFact(listener: (fact: LegFact) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.done.push('stop');
  }

  tell(fact: LegFact): void {
    for (const listener of this.#listeners) listener(fact);
  }

  end(leg: string, end: LegEnd): void {
    this.legs.delete(leg);
    this.tell({ leg, type: 'ended', end });
  }
}
