import type { Role } from './bot-process.js';
import type { Evidence } from './outcome.js';
import type { Play } from './play.js';
import type { Beliefs } from './ringcentral/beliefs.js';
import type { DestinationPlan, PhoneFaults, PhoneManners } from './world.js';

/** How a played hunt can end, as its people saw it. */
export const OUTCOMES = [
  'connected',
  'called-back',
  'cancelled',
  'nobody-took',
  'agent-lost',
  'ended',
  'still-hunting',
  'not-as-told',
  'timed-out',
  'failed',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Something else that must be true at the end; when it is not, the outcome is `not-as-told`. */
export interface Check {
  readonly says: string;
  readonly holds: (evidence: Evidence) => boolean;
}

/** How the form is filled in. */
export interface HuntForm {
  /** Begins the destination's visible name. */
  readonly destination: string;
  /** A line's visible name, or this many of those that are offered. */
  readonly lines: string | readonly string[] | { readonly first: number };
  readonly wanted: number;
  readonly note?: string;
}

/** One practice story as data: the world, what goes wrong, what people do, how it should end. */
export interface Scenario {
  readonly name: string;
  /** One sentence for people. */
  readonly about: string;
  readonly expected: Outcome;
  /** People of the practice firm; the first asks for the hunt. */
  readonly people: number;
  /** People (by their place) whose address at RingCentral is not the one in Slack. */
  readonly otherAddress: readonly number[];
  /** Lines of the account. */
  readonly lines: number;
  readonly destination: DestinationPlan;
  readonly faults: PhoneFaults;
  /** Where the practice service should differ from what the real one most likely is. */
  readonly beliefs: Partial<Beliefs>;
  readonly manners: PhoneManners;
  readonly form: HuntForm;
  readonly settings: Readonly<Record<string, string>>;
  /** How patient the bot's hunts are, where not as in every practice world: names as in `PRACTICE_PATIENCE`. */
  readonly patience: Readonly<Record<string, number>>;
  readonly store: 'memory' | 'redis';
  /** The processes of the bot; more than one need Redis. The first is the one that Slack and people talk to. */
  readonly processes: readonly Role[];
  /** Another first key in the destination's script than the destination wants. */
  readonly wrongFirstKey?: string;
  /** The bot's destinations file has no menu script for the destination: it has to be taught. */
  readonly scriptless: boolean;
  /** The play is over within this many ms; the time after that is for stopping. A play that fits into 90 s needs none of its own. */
  readonly withinMs: number;
  /** Agents that must really reach a person. */
  readonly talks: number;
  /** A person's phone may ring this often for one claim. */
  readonly ringsPerClaim: number;
  /** Widens Slack's rate limits, for stories that are not about them. */
  readonly slackRateFactor: number;
  /** What the people do; returns when they are done. */
  readonly act: (play: Play) => Promise<void>;
  readonly checks: readonly Check[];
}

/** A scenario as its file tells it: only what differs from the plain story. */
export type ScenarioFile = Pick<Scenario, 'name' | 'about' | 'expected' | 'act'> &
  Partial<Omit<Scenario, 'destination' | 'faults' | 'form'>> & {
    readonly destination?: Partial<DestinationPlan>;
    readonly faults?: Partial<PhoneFaults>;
    readonly form?: Partial<HuntForm>;
  };

/** The whole play, start and stop included, is over within 90 s: the rest is for stopping. */
const PLAY_WITHIN_MS = 82_000;

const PLAIN_DESTINATION: DestinationPlan = {
  ringMs: 1_500,
  menu: 'order-a',
  disclosuresMs: 4_000,
  tooBusy: [0],
  holdMs: [8_000, 26_000],
  music: true,
  announcementEveryMs: 6_000,
  agentPatienceMs: 6_000,
};

/** Completes a scenario file with the plain story: three lines, a menu, a short hold, one agent wanted. */
export function scenario(file: ScenarioFile): Scenario {
  return {
    people: 2,
    otherAddress: [],
    lines: 6,
    beliefs: {},
    manners: { pickUp: [900] },
    settings: {},
    patience: {},
    store: 'memory',
    processes: ['all'],
    slackRateFactor: 1,
    scriptless: false,
    withinMs: PLAY_WITHIN_MS,
    talks: file.expected === 'connected' ? (file.form?.wanted ?? 1) : 0,
    ringsPerClaim: 1,
    checks: [],
    ...file,
    destination: { ...PLAIN_DESTINATION, ...file.destination },
    faults: { callOutNumber: 'refused', ...file.faults },
    form: { destination: 'Practice line (with a menu)', lines: { first: 3 }, wanted: 1, ...file.form },
  };
}
