import type { webApi } from '@slack/bolt';
import type { Log } from '../hunter/base/log.js';
import type { Destinations } from '../hunter/destinations/destinations.js';
import type { OwnDestinations } from '../hunter/destinations/own-destinations.js';
import type { Audit } from '../hunter/office/audit.js';
import type { House } from '../hunter/office/house.js';
import type { Link } from '../hunter/office/links.js';
import type { Proving } from '../hunter/office/proving.js';
import type { Pool } from '../hunter/office/rights.js';
import type { SharedValue } from '../hunter/office/shared-value.js';
import type { Directory } from '../hunter/ports/directory.js';
import type { Store } from '../hunter/ports/store.js';
import type { Hunts } from '../hunter/run/hunts.js';
import type { Policy } from '../hunter/terms.js';
import type { BoardWriter } from './board/board-writer.js';
import type { Live } from './board/live.js';
import type { Waitlist } from './board/waitlist.js';
import type { Gate } from './people/gate.js';
import type { People } from './people/people.js';
import type { RingChoices } from './people/ring-choices.js';
import type { Standings } from './people/standing.js';
import type { SignInSide } from './sign-in/sign-in-side.js';
import type { Channels } from './slack/channels.js';
import type { InFlight } from './slack/in-flight.js';
import type { UserGroups } from './slack/user-groups.js';

/** What listeners work with. */
export interface BotParts {
  readonly hunts: Hunts;
  readonly directory: Directory;
  readonly destinations: Destinations;
  /** The list below them, as admins keep it. */
  readonly ownDestinations: OwnDestinations;
  readonly house: House;
  readonly store: Store;
  readonly policy: Policy;
  /** Lines chosen when nobody says otherwise. */
  readonly defaultLines: number;
  readonly live: Live;
  /** Hunts that wait for a process with room. */
  readonly line: Waitlist;
  readonly people: People;
  readonly links: SharedValue<readonly Link[]>;
  readonly rings: RingChoices;
  readonly proving: Proving;
  readonly standings: Standings;
  readonly gate: Gate;
  readonly audit: Audit;
  readonly pools: SharedValue<readonly Pool[]>;
  /** Ids of lines that are not for hunting. */
  readonly setAside: SharedValue<readonly string[]>;
  readonly userGroups: UserGroups;
  /** People's sign-ins to RingCentral; undefined where only the settings sign in. */
  readonly signIn: SignInSide | undefined;
  readonly channels: Channels;
  readonly keeper: BoardWriter;
  readonly inFlight: InFlight;
  /** For answers to people: short time-outs, no retries. */
  readonly client: webApi.WebClient;
  /** For uploads, which take longer. */
  readonly files: webApi.WebClient;
  readonly log: Log;
  readonly now: () => number;
}
