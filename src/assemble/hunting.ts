import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { LIBRARY_DAYS } from '../ear/library/library-log.js';
import { createLibrarySync } from '../ear/library/library-sync.js';
import { createWords } from '../ear/words/words.js';
import { createEar } from '../ear/worker/ear.js';
import { systemClock } from '../hunter/base/system-clock.js';
import { openAt } from '../hunter/destinations/opening.js';
import { whyNotListed } from '../hunter/destinations/own-destinations.js';
import { auditOf, auditOfRefusal } from '../hunter/office/audit-of-hunt.js';
import { createHunts } from '../hunter/run/hunt-service.js';
import { createSweeper } from '../hunter/run/sweeper.js';
import { THE_BOT } from '../hunter/terms.js';
import { SavedDialogs } from '../phone/call/saved-dialogs.js';
import { SavedConsults } from '../phone/hand-over/saved-consults.js';
import { createPhone } from '../phone/phone.js';
import { FailedLately } from '../phone/softphone/sip/transport/failed-lately.js';
import { createSoftphoneLine } from '../phone/softphone/start-softphone.js';
import { loadCodeClips } from '../phone/speech/code-phrases.js';
import { loadPhrases } from '../phone/speech/phrases.js';
import { loadTakerPhrases } from '../phone/speech/taker-phrases.js';
import { createHuntQueue } from '../store/hunt-queue.js';
import type { Foundation } from './foundation.js';
import { createPhoneEvents } from './phone-events.js';

export type Hunting = ReturnType<typeof createHunting>;

/**
 * The ear, the phone and the hunts. A process with the role `bot` has them too but runs no hunt: its ear only reads the shared library, and
 * its phone asks RingCentral without registering a line.
 */
export function createHunting(config: Config, foundation: Foundation, log: Logger) {
  const part = (name: string) => log.child({ part: name });
  const { store, account, directory, house, ownDestinations, destinations, audit, encryptionKeys } = foundation;
  const phrases = loadPhrases(config.PHRASES_DIR);
  const librarySync = createLibrarySync({
    ...{ store, clock: systemClock, log: part('library'), keepDays: LIBRARY_DAYS },
  });
  const words = config.WORDS_MODEL_DIR
    ? createWords({ modelFolder: config.WORDS_MODEL_DIR, log: part('words') })
    : undefined;
  const ear = createEar({ log: part('ear'), librarySync, ...(words && { words }) });
  const lineLog = part('line');
  const failedProxies = new FailedLately();
  const events = createPhoneEvents(config, foundation, part('events'));
  const url = config.REDIS_URL;
  const isShared = url !== undefined;
  const phone = createPhone({
    ...{ account, ear, phrases, log: part('phone'), codeClips: loadCodeClips(), takerPhrases: loadTakerPhrases() },
    createLine: (credentials) =>
      createSoftphoneLine({
        ...{ credentials, isShared, failedProxies },
        proxyRegion: config.SIP_PROXY_REGION,
        silentPacketsPerSecond: config.SILENT_PACKETS_PER_SECOND,
        log: (level, sentence, fields) => lineLog[level](fields ?? {}, sentence),
      }),
    linesAreShared: isShared,
    dialogs: new SavedDialogs({ store, keys: encryptionKeys, clock: account.clock, log: part('phone') }),
    consults: new SavedConsults(store, part('phone')),
    dialWays: config.DIAL_WAYS,
    handOverWays: config.HAND_OVER_WAYS,
    events: events.sessions,
    askAgainst: async ({ extensionId }) => (await directory.lookAgain(extensionId))?.cannotCall,
  });
  // A hunt has at least one line, so there can't be more hunts than lines.
  const maxHunts = config.ROLE === 'bot' ? 0 : config.MAX_LINES_PER_PROCESS;
  const hunts = createHunts({
    ...{ store, phone, relabel: ear.relabel, log: part('hunter') },
    ...(url && {
      ownership: createHuntQueue({ url, store, clock: systemClock, log: part('queue'), maxHunts }),
      keepRecord: true,
    }),
    maxHunts,
    maxLines: config.MAX_LINES_PER_PROCESS,
    onTakenUp: () => sweeper.suggest(),
    stopGraceMs: config.STOP_GRACE_SECONDS * 1000,
    isOpen: (destination, line, at) => openAt(destination, line, at).open,
    maxCalls: () => house.limits().lines,
    // Read again before each dial: a notice of a change can be lost, and a wrong call cannot be taken back.
    hold: async () => {
      await house.rules.refresh().catch(() => undefined);
      return house.hold();
    },
    whyNotDial: async (destination) => {
      await ownDestinations.refresh().catch(() => undefined);
      return whyNotListed(destinations, destination);
    },
    onAppended: ({ state, events }) => {
      for (const event of events) {
        const entry = auditOf(event, state);
        if (entry !== undefined) audit.record(entry);
      }
    },
    onRefused: (refusal, state) => {
      const entry = auditOfRefusal(refusal, state);
      if (entry !== undefined) audit.record(entry);
    },
  });
  const sweeper = createSweeper({
    ...{ store, hunts, phone, audit },
    finder: phone.finder,
    numbers: () => destinations.all().map(({ number }) => number),
    log: part('sweeper'),
    clock: systemClock,
    token: randomUUID(),
  });
  destinations.follow(hunts);
  return {
    ...{ ear, phone, hunts, events },
    async start() {
      if (config.ROLE !== 'bot') await events.start();
    },
    /** Call once the hunts of earlier processes have been taken up, or are being looked for. */
    sweep() {
      if (config.ROLE !== 'bot') sweeper.start();
    },
    /** With Redis, other processes take the hunts over. Without it the hunts end now, and a waiting agent hears a goodbye. */
    giveUpHunts() {
      sweeper.stop();
      return config.REDIS_URL ? hunts.stop() : hunts.stop({ cancelBy: THE_BOT });
    },
    async stop() {
      await phone.stop();
      await events.stop();
      await ear.stop();
      await words?.stop();
      await librarySync.stop();
    },
  };
}
