import type { CallRef, DialRequest, PhoneFact } from '../../../src/hunter/ports/phone.js';
import type { DialWay, Line } from '../../../src/hunter/terms.js';
import type { RingCentralAccount } from '../../../src/phone/account/ringcentral.js';
import type { HandOverWayName } from '../../../src/phone/hand-over/order.js';
import { createPhone, type LivePhone } from '../../../src/phone/phone.js';
import type { TakerPhrase } from '../../../src/phone/speech/taker-phrases.js';
import { accountOn, silent } from './account.js';
import { FakeEar } from './fake-ear.js';
import { FakeLine } from './fake-line.js';
import { type Answer, type Asked, type RcServer, startRcServer } from './rc-server.js';

export const A = '/restapi/v1.0/account/~';
export const SESSIONS = `${A}/telephony/sessions`;
export const line: Line = {
  id: '201',
  extensionId: '201',
  extensionNumber: '201',
  name: 'Line 201',
  number: '+12025550101',
  deviceId: '802500201',
};
export const request: DialRequest = { callId: 'call1', line, destinationId: 'practice', number: '+18005550199' };

type PartyRow = readonly [
  id: string,
  direction: 'Outbound' | 'Inbound',
  code: string,
  reason?: string | undefined,
  extensionId?: string,
];

/** A session as the API prints it. */
export function sessionJson(id: string, ...parties: readonly PartyRow[]) {
  return {
    id,
    parties: parties.map(([partyId, direction, code, reason, extensionId]) => ({
      id: partyId,
      direction,
      status: { code, ...(reason ? { reason } : {}) },
      ...(extensionId ? { extensionId } : {}),
    })),
  };
}

/** A clip that is told from the others by its length. */
export const takerClip = (phrase: TakerPhrase): Int16Array => new Int16Array(TAKER_CLIPS[phrase]);

const TAKER_CLIPS: Readonly<Record<TakerPhrase, number>> = {
  'one-moment': 101,
  'rings-again': 102,
  'agent-left': 103,
  'not-connected': 104,
};

/** The phone under test between a scripted RingCentral, a fake line and a fake ear. */
export interface PhoneCase {
  readonly server: RcServer;
  readonly account: RingCentralAccount;
  readonly phone: LivePhone;
  readonly ear: FakeEar;
  readonly lines: FakeLine[];
  readonly facts: PhoneFact[];
  /** The line of the call; made when first used. */
  readonly line: () => FakeLine;
  /** Resolves with the first fact, past or future, that fits. */
  fact(type: PhoneFact['type']): Promise<PhoneFact>;
  /** Sessions by id; a missing one is 404. */
  readonly sessions: Map<string, unknown>;
  /** Dials by the first way and returns the call as the hunt knows it. */
  dialled(): Promise<CallRef>;
  close(): Promise<void>;
}

export async function phoneCase(
  options: {
    readonly dialWays?: readonly DialWay[];
    readonly handOverWays?: readonly HandOverWayName[];
    readonly prepare?: (line: FakeLine) => void;
    /** Whether the API is known to let the account control the line's calls. */
    readonly mayControl?: boolean;
    readonly lineIdleMs?: number;
    readonly askAgainst?: (line: Line) => Promise<string | undefined>;
    readonly timeoutMs?: number;
  } = {},
): Promise<PhoneCase> {
  const server = await startRcServer();
  const sessions = new Map<string, unknown>();
  server.on('GET', `${A}/device/*/sip-info`, {
    status: 200,
    json: {
      domain: 'sip.example.com:5060',
      userName: '12025550101',
      password: 'pw',
      authorizationId: '802500201',
      outboundProxies: [
        { region: 'NA', proxy: 'a:5090' },
        { region: 'NA', proxy: 'b:5090', proxyTLS: 'sip20.example.com:5096' },
      ],
    },
  });
  const byId = (then: (id: string) => Answer) => (asked: Asked) => then(asked.path.split('/').at(-1) ?? '');
  const missing: Answer = { status: 404, json: { errorCode: 'CMN-102' } };
  server.on(
    'GET',
    `${SESSIONS}/*`,
    byId((id) => (sessions.has(id) ? { status: 200, json: sessions.get(id) } : missing)),
  );
  server.on(
    'DELETE',
    `${SESSIONS}/*`,
    byId((id) => (sessions.delete(id) ? { status: 204 } : missing)),
  );
  const ear = new FakeEar();
  const lines: FakeLine[] = [];
  const account = accountOn(server, options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs });
  const phone = createPhone({
    account,
    ear,
    createLine: (credentials) => {
      const made = new FakeLine(credentials);
      options.prepare?.(made);
      lines.push(made);
      return made;
    },
    phrases: (phrase) => new Int16Array(phrase.length),
    takerPhrases: (phrase) => takerClip(phrase),
    codeClips: (clip) => new Int16Array(clip.length),
    log: silent,
    dialWays: options.dialWays ?? ['softphone', 'call-out-device', 'call-out-number'],
    handOverWays: options.handOverWays ?? ['bridge', 'replaces', 'transfer', 'refer'],
    ...(options.lineIdleMs === undefined ? {} : { lineIdleMs: options.lineIdleMs }),
    ...(options.askAgainst === undefined ? {} : { askAgainst: options.askAgainst }),
  });
  const facts: PhoneFact[] = [];
  const waiting = new Set<() => void>();
  phone.onFact((fact) => {
    facts.push(fact);
    for (const look of [...waiting]) look();
  });
  const theLine = () => {
    const made = lines.at(-1);
    if (!made) throw new Error('no line was made');
    return made;
  };
  return {
    server,
    account,
    phone,
    ear,
    lines,
    facts,
    sessions,
    line: theLine,
    fact: (type) =>
      new Promise((resolve) => {
        const look = () => {
          const found = facts.find((fact) => fact.type === type);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async dialled() {
      sessions.set(
        's-call1',
        sessionJson('s-call1', ['p-call1-1', 'Outbound', 'Answered'], ['p-call1-2', 'Inbound', 'Answered']),
      );
      const result = await phone.dial(request);
      if (result.outcome !== 'dialled') throw new Error(`not dialled: ${result.reason}`);
      // What is known of a right is known of the user who is signed in, as somebody is by now.
      if (options.mayControl !== undefined) await account.controlRights.learn(line.extensionId, options.mayControl);
      return { callId: request.callId, line, sessionId: result.sessionId, partyId: result.partyId };
    },
    async close() {
      await phone.stop();
      account.stop();
      await server.close();
    },
  };
}
