import type { webApi } from '@slack/bolt';
import { reasonOf } from '../../hunter/base/bounded.js';
import type { Clock } from '../../hunter/base/clock.js';
import type { Log } from '../../hunter/base/log.js';
import type { Audit } from '../../hunter/office/audit.js';
import { endedLinks, type Link } from '../../hunter/office/links.js';
import type { SharedValue } from '../../hunter/office/shared-value.js';
import type { Directory } from '../../hunter/ports/directory.js';
import { THE_BOT } from '../../hunter/terms.js';
import { tell } from '../slack/tell.js';

/** Ends links whose extension is gone or disabled, and tells each person once. */
export interface LinkCleaner {
  start(): void;
  stop(): void;
}

/** The directory is in memory, so checking costs nothing. A dead link stops counting right away; this only removes it and tells the person. */
const LOOK_EVERY_MS = 30_000;

export function createLinkCleaner(parts: {
  readonly directory: Directory;
  readonly links: SharedValue<readonly Link[]>;
  readonly audit: Audit;
  readonly client: webApi.WebClient;
  readonly log: Log;
  readonly clock: Clock;
}): LinkCleaner {
  const { directory, links, audit, client, log, clock } = parts;
  let cancel = (): void => {};
  let stopped = false;

  const end = async (): Promise<void> => {
    let ended: readonly Link[] = [];
    // Only one process removes a link, and that one tells the person.
    await links.change((known) => {
      ended = endedLinks(known, directory);
      return known.filter((link) => !ended.includes(link));
    });
    for (const { userId, extensionId } of ended) {
      const extension = directory.extensions().find(({ id }) => id === extensionId);
      const [which, what] =
        extension === undefined ? ['Your extension', 'gone'] : [`Extension ${extension.number}`, 'no longer in use'];
      audit.record({
        by: THE_BOT,
        act: 'link',
        outcome: 'done',
        about: `${userId}: unlinked`,
        why: `${which}: ${what}`,
      });
      await tell(
        client,
        log,
        { user: userId },
        `${which} is ${what} at RingCentral, so I can’t ring you there anymore. Use \`/irs-hunt me\` to tell me which extension is yours now.`,
      );
    }
  };

  const look = async (): Promise<void> => {
    if (endedLinks(links.get(), directory).length > 0) await end();
  };

  const turn = async (): Promise<void> => {
    await look().catch((error: unknown) => log.warn({ reason: reasonOf(error) }, 'could not check the links'));
    if (!stopped) cancel = clock.setTimer(() => void turn(), LOOK_EVERY_MS);
  };

  return {
    start: () => void turn(),
    stop() {
      stopped = true;
      cancel();
    },
  };
}
