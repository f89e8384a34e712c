import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { systemClock } from '../../../src/hunter/base/system-clock.js';
import type { PhoneFact } from '../../../src/hunter/ports/phone.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import type { Line } from '../../../src/hunter/terms.js';
import { createRingCentral } from '../../../src/phone/account/ringcentral.js';
import { SavedDialogs } from '../../../src/phone/call/saved-dialogs.js';
import { SavedConsults } from '../../../src/phone/hand-over/saved-consults.js';
import { createPhone, type LivePhone } from '../../../src/phone/phone.js';
import { createSoftphoneLine, type MeasurableSoftphone } from '../../../src/phone/softphone/start-softphone.js';
import type { TestWorld } from '../../sandbox/ringcentral/world.js';
import { KEY, memory, silent } from './account.js';
import { FakeEar } from './fake-ear.js';

/** A process of the bot, as far as the phone goes: a real line, SIP over TLS, SRTP and sessions of the practice RingCentral. */
export interface PracticeProcess {
  readonly phone: LivePhone;
  readonly ear: FakeEar;
  readonly facts: PhoneFact[];
  /** The store as the process reaches it: not any more when it is dead. */
  readonly store: Store;
  /** What it logged. */
  readonly said: string[];
  /** As kill -9: nothing more is sent, and the kernel closes what was open. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** What a dead process cannot reach any more. */
function mortal(store: Store): { readonly kept: Store; die(): void } {
  let alive = true;
  const kept = new Proxy(store, {
    get: (target, name: keyof Store) => (alive ? target[name] : () => Promise.reject(new Error('the process is dead'))),
  });
  return {
    kept,
    die: () => {
      alive = false;
    },
  };
}

export async function practiceProcess(world: TestWorld, store: Store): Promise<PracticeProcess> {
  const { kept, die } = mortal(store);
  const { RC_SERVER_URL, RC_CLIENT_ID, RC_CLIENT_SECRET, RC_JWT_TOKEN, NODE_EXTRA_CA_CERTS } = world.rc.env;
  const ca = await readFile(NODE_EXTRA_CA_CERTS ?? '', 'utf8');
  const account = createRingCentral({
    server: RC_SERVER_URL ?? '',
    clientId: RC_CLIENT_ID ?? '',
    clientSecret: RC_CLIENT_SECRET ?? '',
    jwt: RC_JWT_TOKEN ?? '',
    store: memory(),
    log: silent,
    clock: systemClock,
  });
  const ear = new FakeEar();
  const said: string[] = [];
  const lines: MeasurableSoftphone[] = [];
  const phone = createPhone({
    account,
    ear,
    createLine: (credentials) => {
      const line = createSoftphoneLine({ credentials, ca, isShared: true, restartPausesMs: [3_600_000] });
      lines.push(line);
      return line;
    },
    linesAreShared: true,
    takerPhrases: () => new Int16Array(0),
    phrases: () => new Int16Array(0),
    codeClips: () => new Int16Array(0),
    log: pino({ level: 'warn' }, { write: (line) => void said.push(line) }),
    dialogs: new SavedDialogs({ store: kept, keys: [KEY], clock: systemClock, log: silent }),
    consults: new SavedConsults(kept, silent),
    dialWays: ['softphone'],
    handOverWays: ['bridge', 'replaces'],
  });
  const facts: PhoneFact[] = [];
  phone.onFact((fact) => facts.push(fact));
  const stop = async (): Promise<void> => {
    await phone.stop();
    account.stop();
  };
  const kill = async (): Promise<void> => {
    die();
    account.stop();
    await Promise.all(lines.map((line) => line.crash()));
  };
  return { phone, ear, facts, said, store: kept, kill, stop };
}

/** A line of the practice account. */
export async function practiceLine(world: TestWorld, extensionNumber = '201'): Promise<Line> {
  const found = await world.rest('GET', `extension?extensionNumber=${extensionNumber}`);
  const [extension] = Object.values(found.body.records ?? {});
  const [device] = Object.values((await world.rest('GET', `extension/${extension?.id}/device`)).body.records ?? {});
  return {
    id: extensionNumber,
    extensionId: String(extension?.id),
    extensionNumber,
    name: `Line ${extensionNumber}`,
    number: '+12025550101',
    deviceId: String(device?.id),
  };
}
