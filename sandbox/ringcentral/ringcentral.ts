import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeskPhone, RingCentral, RingCentralOptions } from '../world.js';
import { account as buildAccount } from './account.js';
import { BELIEFS } from './beliefs.js';
import { destinations } from './destinations-file.js';
import { switchPhone } from './exchange/switch-phone.js';
import { HandOverRefusals } from './faults.js';
import { startPhoneSide } from './phone-side.js';
import { startRestSide } from './rest-side.js';
import { TUNING, type Tuning } from './tuning.js';

/** Starts the practice RingCentral: REST, SIP, the destination and the people's phones, all on loopback. */
export async function startRingCentral(
  options: RingCentralOptions,
  tuning: Partial<Tuning> = {},
): Promise<RingCentral> {
  const { people, lines, seed, folder, faults } = options;
  const account = buildAccount(people, lines, seed);
  const refusals = new HandOverRefusals(faults);
  const times = { ...TUNING, ...tuning };
  const beliefs = { ...BELIEFS, ...options.beliefs };
  const phoneSide = await startPhoneSide(options, account, refusals, times, beliefs);
  const { rest, events, oauth, env } = await startRestSide(options, account, phoneSide, refusals, times, beliefs);
  const { exchange, phones } = phoneSide;
  await mkdir(folder, { recursive: true });
  const certificateFile = join(folder, 'sip-certificate.pem');
  const destinationsFile = join(folder, 'destinations.json');
  await writeFile(certificateFile, phoneSide.certificatePem);
  await writeFile(destinationsFile, `${JSON.stringify(destinations(options.destination), null, 2)}\n`);

  return {
    env: {
      ...env,
      NODE_EXTRA_CA_CERTS: certificateFile,
      DESTINATIONS_FILE: destinationsFile,
    },
    counts: () => ({
      requests: { ...rest.requests },
      tooMany: rest.tooMany,
      callsDialled: exchange.dialled,
      callsDropped: exchange.dropped,
    }),
    callsAlive: () => exchange.sessions().filter((session) => session.toDestination && !session.talk).length,
    talks: () => exchange.sessions().filter((session) => session.talk).length,
    phoneOf: (slackId): DeskPhone => {
      const phone = phones.find((one) => one.person.slackId === slackId);
      if (phone === undefined) throw new Error(`nobody here has the Slack id ${slackId}`);
      return phone;
    },
    switchPhone: (slackId, reason) => {
      const id = people.find((person) => person.slackId === slackId)?.extensionId;
      for (const session of exchange.sessions())
        for (const party of session.parties)
          if (party.leg?.kind === 'phone' && party.owner.extensionId === id) return switchPhone(session, party, reason);
      throw new Error(`${slackId} is in no call`);
    },
    loseEmergencyAddress: (extensionNumber) => {
      const extension = account.extensions.find((one) => one.extensionNumber === extensionNumber);
      for (const { emergency } of extension?.devices ?? []) emergency.status = 'Invalid';
    },
    events,
    signedIn: () => oauth.signedIn(),
    signOut: (extensionId) => oauth.signOut(extensionId),
    endTalks: () => {
      for (const session of exchange.sessions()) if (session.talk) exchange.drop(session, 'world');
    },
    stop: async () => {
      await events.stop();
      await rest.stop();
      await phoneSide.stop();
    },
  };
}
