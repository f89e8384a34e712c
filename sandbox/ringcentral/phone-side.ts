import type { RingCentralOptions } from '../world.js';
import { type Account, SIP_DOMAIN } from './account.js';
import type { Beliefs } from './beliefs.js';
import { certificate } from './certificate.js';
import { DestinationCall } from './destination/call.js';
import { Destination } from './destination/destination.js';
import { mailboxLeg, nobodyAvailable } from './destination/mailbox.js';
import { Sounds } from './destination/sounds.js';
import { PartyEvents } from './events/party-events.js';
import { Exchange } from './exchange/exchange.js';
import type { HandOverRefusals } from './faults.js';
import { MediaClock } from './media/clock.js';
import { looped } from './media/tones.js';
import { Weather } from './media/weather.js';
import { PersonPhone } from './phones/desk-phone.js';
import { forwarder } from './phones/forwarding.js';
import { Manners } from './phones/manners.js';
import { DigitWords } from './phones/spoken-digits.js';
import { chance } from './random.js';
import { routing } from './routing.js';
import { REGIONS, type SipProxy } from './sip/proxies.js';
import { SipServer } from './sip/server.js';
import { SipLeg } from './sip/sip-leg.js';
import { sipAccounts } from './sip-accounts.js';
import { Speech } from './sound/speech.js';
import type { Tuning } from './tuning.js';

/** Plain TCP is listed beside TLS, and is not spoken here. */
const NO_TCP = '127.0.0.1:5090';

export interface PhoneSide {
  readonly exchange: Exchange;
  /** What changes about parties of calls. */
  readonly changes: PartyEvents;
  readonly sip: SipServer;
  /** The outbound proxies, in the order in which they are listed. */
  readonly sipProxies: readonly SipProxy[];
  readonly certificatePem: string;
  readonly phones: readonly PersonPhone[];
  readonly stop: () => Promise<void>;
}

/** Wires everything that carries calls: exchange, SIP, audio, destination, people's phones. */
export async function startPhoneSide(
  options: RingCentralOptions,
  account: Account,
  refusals: HandOverRefusals,
  tuning: Tuning,
  beliefs: Beliefs,
): Promise<PhoneSide> {
  const { story, seed, destination: plan, faults } = options;
  const pems = await certificate();
  const clock = new MediaClock();
  const speech = new Speech();
  const sounds = new Sounds(speech, seed, options.destination.briefAgents);
  const manners = new Manners(options.manners);
  /** What a person presses reaches the line at the other end of the call. */
  const keyToLine = (sessionId: string, key: string): void => {
    for (const { leg } of exchange.session(sessionId)?.parties ?? []) if (leg instanceof SipLeg) leg.sendKey(key);
  };
  const words = new DigitWords(speech);
  const common = { story, manners, words, forwarder: forwarder(clock, sounds), onKey: keyToLine };
  const phones = options.people.map((person) => new PersonPhone({ person, ...common }));
  let crashed = false;
  let resetDone = false;
  const changes = new PartyEvents();
  const destination = new Destination({
    plan,
    seed,
    sounds,
    story,
    onHold: (id) => {
      crashLater(id);
      resetLater(id);
    },
    personOf: (number) => personByNumber(account, number),
  });
  const exchange = new Exchange({
    story,
    clock,
    times: tuning,
    beliefs,
    route: routing(account, phones, destination, plan, (extensionId) => sip.stationOf(extensionId)),
    mailbox: () => mailboxLeg(sounds),
    nobodyAvailable: () => nobodyAvailable(sounds),
    onParty: (session, party) => changes.changed(session, party),
    holdMusic: () => looped(sounds.serviceMusic),
    personOf: (extensionId) => options.people.find((person) => person.extensionId === extensionId)?.slackId,
  });
  const callOf = (leg: SipLeg) => exchange.sessions().find(({ parties }) => parties.some((party) => party.leg === leg));
  const sip = new SipServer({
    certificate: pems,
    domain: SIP_DOMAIN,
    times: tuning,
    accounts: sipAccounts(account),
    exchange,
    beliefs,
    refuseRegister: faults.refuseRegister ?? false,
    refuseDial: faults.refuseDial ?? false,
    ...(faults.refuseReinvite === undefined ? {} : { refuseReinvite: faults.refuseReinvite }),
    onRebound: (leg) => story.tell('brought-back', { call: callOf(leg)?.id, way: 're-invite' }),
    onLost: (leg) => {
      const session = callOf(leg);
      if (session?.toDestination) story.tell('line-lost', { call: session.id });
    },
    onKey: (leg, key) => {
      for (const party of callOf(leg)?.parties ?? []) if (party.leg instanceof DestinationCall) party.leg.key(key);
    },
    refusals,
    onRefer: (call, way) => story.tell('hand-over-request', { call, way }),
    onRefreshed: (leg, by) => {
      const call = exchange.sessions().find((one) => one.parties.some((party) => party.leg === leg))?.id;
      story.tell('session-refreshed', { call, by });
    },
    ...(faults.network === undefined ? {} : { weather: new Weather(faults.network, chance(seed, 'network')) }),
  });

  /** The one line crash of a scenario: the first call that waited long enough. */
  const crashLater = (sessionId: string): void => {
    const afterMs = faults.crashOneLineAfterMs;
    if (afterMs === undefined) return;
    exchange.after(afterMs, () => {
      const session = exchange.session(sessionId);
      const leg = session?.parties.find((party) => party.leg instanceof SipLeg)?.leg;
      if (crashed || session === undefined || !(leg instanceof SipLeg)) return;
      crashed = true;
      story.tell('line-crashed', { call: sessionId });
      sip.crash(leg);
      exchange.after(tuning.lostLineNoticedMs, () => {
        // Unless the far end was handed over to somebody else meanwhile.
        if (session.parties.some((party) => party.leg === leg)) exchange.drop(session, 'network');
      });
    });
  };

  /** The one reset of a scenario. The server keeps the call, and waits for the line to come back. */
  const resetLater = (sessionId: string): void => {
    const afterMs = faults.resetOneLineAfterMs;
    if (afterMs === undefined) return;
    exchange.after(afterMs, () => {
      const leg = exchange.session(sessionId)?.parties.find((party) => party.leg instanceof SipLeg)?.leg;
      if (resetDone || !(leg instanceof SipLeg)) return;
      resetDone = true;
      story.tell('connection-reset', { call: sessionId });
      leg.connection.reset();
    });
  };

  const sipProxies = await startProxies(sip, options, beliefs);
  sounds.prepare(plan);
  return {
    exchange,
    changes,
    sip,
    sipProxies,
    certificatePem: pems.cert,
    phones,
    stop: async () => {
      exchange.stop();
      clock.stop();
      await sip.stop();
      await speech.stop();
    },
  };
}

/** Four proxies or one; with something in between, one is all that goes through it. */
async function startProxies(
  sip: SipServer,
  { faults, between }: RingCentralOptions,
  beliefs: Beliefs,
): Promise<readonly SipProxy[]> {
  const alone = beliefs.proxies === 'one' || between !== undefined;
  const proxies = await sip.start(alone ? ['NA'] : REGIONS, faults.deadProxies ?? []);
  return Promise.all(
    proxies.map(async ({ region, port }) => {
      const shown = (await between?.('sip', port)) ?? port;
      return { region, proxy: NO_TCP, proxyTLS: `127.0.0.1:${shown}` };
    }),
  );
}

/** Slack id of the person whose direct number ends with these ten digits. */
function personByNumber({ extensions, people }: Account, number: string): string | undefined {
  const extension = extensions.find(({ directNumber }) => directNumber === `+1${number}`);
  return people.find(({ extensionId }) => extensionId === extension?.id)?.slackId;
}
