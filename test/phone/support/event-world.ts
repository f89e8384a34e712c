import { Registry } from 'prom-client';
import { startHttp } from '../../../src/http.js';
import type { Clock } from '../../../src/hunter/base/clock.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import type { CallEnd, Line } from '../../../src/hunter/terms.js';
import type { RingCentralAccount } from '../../../src/phone/account/ringcentral.js';
import { Sessions } from '../../../src/phone/account/sessions.js';
import { createEvents, type EventsOptions, type RingCentralEvents } from '../../../src/phone/events/events.js';
import { SessionWatch } from '../../../src/phone/watch/watch.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { createVirtualClock, type VirtualClock } from '../../../support/virtual-clock.js';
import { type Setup, TestWorld } from '../../sandbox/ringcentral/world.js';
import { silent } from './account.js';
import { practiceAccount } from './practice-account.js';

/** A call as the watch of one process knows it. */
interface WatchedCall {
  readonly sessionId: string;
  readonly answered: () => boolean;
  readonly over: () => { readonly end: CallEnd; readonly reason: string } | undefined;
}

/** A process of the bot, as far as it follows calls. */
export interface EventProcess {
  readonly account: RingCentralAccount;
  readonly events: RingCentralEvents;
  readonly watch: SessionWatch;
  /** Lets time pass for the looks at calls alone, until those that became due are answered. */
  passes(ms: number): Promise<void>;
  follow(sessionId: string, partyId: string): WatchedCall;
  stop(): Promise<void>;
}

/** The practice RingCentral, without the delays of its events, and processes that follow calls in it. */
export class EventWorld {
  readonly #processes: EventProcess[] = [];
  readonly #fronts: { stop(): Promise<void> }[] = [];

  private constructor(readonly world: TestWorld) {}

  static async start(setup: Setup = {}): Promise<EventWorld> {
    const tuning = { eventDelayMs: [0, 0] as const, ...setup.tuning };
    // Tests end calls over REST, as the administrator.
    return new EventWorld(
      await TestWorld.start({ ...setup, tuning, beliefs: { adminControls: true, ...setup.beliefs } }),
    );
  }

  /** `looks`: the time the looks go by; it stands still unless it is moved. */
  async process(
    options: Partial<EventsOptions> & {
      readonly store?: Store;
      readonly clock?: Clock;
      readonly looks?: VirtualClock;
    } = {},
  ): Promise<EventProcess> {
    const { clock, looks = createVirtualClock(), ...given } = options;
    const store = options.store ?? createMemoryStore({ retentionMs: 60_000 });
    const account = practiceAccount({ env: this.world.rc.env, store, jwt: true, ...(clock ? { clock } : {}) });
    const wanted = { prefer: 'websocket', extensionIds: () => ['62002010'], random: () => 0, ...given } as const;
    const events = createEvents({ account, log: silent, ...wanted, store });
    const watch = new SessionWatch({
      sessionsOf: ({ extensionId }) => new Sessions(account.restOf(extensionId)),
      ...{ pacer: account.pacer, clock: looks, log: silent, events: events.sessions },
    });
    const process: EventProcess = {
      ...{ account, events, watch },
      async passes(ms) {
        looks.skip(ms);
        // The next look is planned when the last one is answered.
        await until('looks are answered', () => looks.pending > 0 || watch.figures().watched === 0);
      },
      follow: (sessionId, partyId) => follow(watch, sessionId, partyId),
      async stop() {
        watch.stop();
        await events.stop();
        account.stop();
      },
    };
    this.#processes.push(process);
    return process;
  }

  /** The door of a process to the network, as its HTTP side has it; `door` leads to whoever is behind it by then; 503 while nobody is. */
  async front(door: () => EventProcess | undefined): Promise<string> {
    const http = await startHttp({
      ...{ port: 0, readiness: async () => ({}), metrics: new Registry(), log: silent },
      ringcentralEvents: (request, response) => {
        const answer = door()?.events.requestListener;
        if (answer) answer(request, response);
        else response.writeHead(503).end();
      },
    });
    this.#fronts.push(http);
    return `http://127.0.0.1:${http.port}/ringcentral/events`;
  }

  /** A process with a webhook. */
  async hooked(
    options: Parameters<EventWorld['process']>[0] = {},
  ): Promise<EventProcess & { readonly address: string }> {
    let process: EventProcess | undefined;
    const address = await this.front(() => process);
    const webhook = { address, key: 'what only the app knows' };
    process = await this.process({ prefer: 'webhook', webhook, ...options });
    return { ...process, address };
  }

  /** Starts it, and waits until events are pushed to it. */
  async subscribed(process: EventProcess): Promise<void> {
    await process.events.start();
    await until('events are pushed', () => process.events.figures().healthy);
  }

  /** A line calls the practice destination; resolves as soon as the ids of the call are known. */
  async call(number = '18005550198', line = '201') {
    const softphone = await this.world.softphone(line);
    await softphone.register();
    return softphone.call(number);
  }

  /** How often sessions were looked at over REST so far. */
  looks(): number {
    return this.requests('GET', /\/telephony\/sessions\/[^/]+$/);
  }

  requests(method: string, path: RegExp): number {
    return this.world.story
      .all()
      .filter((one) => one.what === 'rest' && one.method === method && path.test(String(one.path))).length;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop()));
    await this.world.stop();
    await Promise.all(this.#fronts.map((front) => front.stop()));
  }
}

let calls = 0;

function follow(watch: SessionWatch, sessionId: string, partyId: string): WatchedCall {
  let answered = false;
  let over: { readonly end: CallEnd; readonly reason: string } | undefined;
  const line: Line = {
    ...{ id: '201', extensionId: '62002010', extensionNumber: '201', name: 'Line 1' },
    ...{ number: '+12025550110', deviceId: '802500000201' },
  };
  watch.add(
    {
      ...{ callId: `call-${++calls}`, line, sessionId, partyId, hears: false },
      onAnswered: () => {
        answered = true;
      },
      onOver: (end, reason) => {
        over = { end, reason };
      },
    },
    true,
  );
  return { sessionId, answered: () => answered, over: () => over };
}

const LIMIT_MS = 60_000;

/** Waits for a fact, within a bound. */
export async function until(what: string, fact: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + LIMIT_MS;
  while (!(await fact())) {
    if (Date.now() > limit) throw new Error(`It did not become true within 60 s: ${what}`);
    await new Promise((resume) => setTimeout(resume, 5));
  }
}
