import type { Beliefs } from './ringcentral/beliefs.js';
import type { Story } from './story.js';

/** A person of the practice world: a Slack user with an extension and a desk phone. */
export interface Person {
  readonly slackId: string;
  readonly name: string;
  readonly email: string;
  readonly extensionId: string;
  readonly extensionNumber: string;
  /** Their address at RingCentral, where it is not the one in Slack. */
  readonly directoryEmail?: string;
  /** An administrator of the workspace. */
  readonly admin?: boolean;
  /** Not one of the workspace's own people: a guest, from another organization (in a shared channel), or deactivated. */
  readonly outsider?: 'guest' | 'stranger' | 'deactivated';
}

/** How the practice destination behaves in one call; drawn from the scenario and the seed. All times in milliseconds. */
export interface DestinationPlan {
  readonly ringMs: number;
  /** `order-a`: language, topic, disclosures; `order-b`: language, disclosures, topic; `none`: no menu. */
  readonly menu: 'order-a' | 'order-b' | 'long' | 'none';
  /** About this long: disclosures end with a whole sentence. */
  readonly disclosuresMs: number;
  /** Share of calls that are turned away, by attempt: `[1, 0]` = the first is, later ones are not (the last entry holds on). */
  readonly tooBusy: readonly number[];
  /** `fewest`: drawn per call between these; `music: false` = the agent answers without any. */
  readonly holdMs: readonly [number, number];
  readonly music: boolean;
  readonly announcementEveryMs: number;
  /** How long an agent waits for an answer before “hello?”, and after it before hanging up. */
  readonly agentPatienceMs: number;
  /** Agents open with their name alone instead of the long official greeting, for stories with many of them. */
  readonly briefAgents?: boolean;
  /** At most this many agents are ever given out; undefined = no bound. */
  readonly agents?: number;
  /** Answers `486 Busy here` to this many first calls. */
  readonly busyFirst?: number;
  /** “We can call you back”: press 1, ten digits, 1 to confirm, goodbye. `none` when not given. */
  readonly callbackOffer?: 'none' | 'before-hold' | 'during-hold';
  /** After the menu the caller has to repeat two words, which only a person who took the call can do. */
  readonly voiceChallenge?: boolean;
  /** A friendly machine asks how it can help before the caller is let into the queue. */
  readonly voiceBot?: boolean;
  /** Says that the office is closed, with its hours, and hangs up. */
  readonly closed?: boolean;
  /** The time of waiting is estimated before hold begins. */
  readonly estimate?: boolean;
  /** One recording on hold is only said in these calls, counted from 0 over all lines. */
  readonly rareAnnouncement?: { readonly inCalls: readonly number[] };
}

/** What the service can be asked to do for a hand-over. */
export type HandOverRequest = 'bridge' | 'replaces' | 'transfer' | 'refer';

/** How the RingCentral of the practice world misbehaves, beyond its own strictness. */
export interface PhoneFaults {
  /** Refuse these hand-over ways the first N times: 403 over REST and to a REFER. */
  readonly refuseHandOver?: { readonly ways: readonly HandOverRequest[]; readonly times: number };
  /** Take these REFERs (202) the first N times, and do nothing. */
  readonly ignoreHandOver?: { readonly ways: readonly ('replaces' | 'refer')[]; readonly times: number };
  /** Where administrators control others' calls (`adminControls`): this many tries are refused first, as if they had not been given the right yet. */
  readonly refuseControl?: number;
  /** call-out from a phone number: CMN-101, or allowed. */
  readonly callOutNumber: 'refused' | 'allowed';
  /** OtherPhone registrations are refused (403), so that only call-out is left. */
  readonly refuseRegister?: boolean;
  /** Direct INVITEs of a registered OtherPhone are refused (403); call-out by device still works. */
  readonly refuseDial?: boolean;
  /** Outbound proxies that take connections and then never say a word. */
  readonly deadProxies?: readonly ('EMEA' | 'APAC' | 'NA' | 'LATAM')[];
  /** A re-INVITE that would continue a call over another connection is refused; with 481 the server claims not to know the dialog. */
  readonly refuseReinvite?: 403 | 481;
  /** Limits of the Light group a minute (default 50), to provoke 429 with penalty. */
  readonly lightPerMinute?: number;
  /** Answers the first N Light requests with 429 and this Retry-After. */
  readonly penaltyAtStart?: { readonly requests: number; readonly retryAfterS: number };
  /** After this many ms on hold, the TLS connection of one line is reset and its media stops. */
  readonly crashOneLineAfterMs?: number;
  /** After this many ms on hold, the TLS connection of one line is reset; its media goes on. */
  readonly resetOneLineAfterMs?: number;
  /** Packets are lost (a share of them) and late (by up to this many ms) in both directions. */
  readonly network?: { readonly loss: number; readonly jitterMs: number };
  /** How events of calls are delivered from the start. */
  readonly events?: EventTrouble;
}

/** How events of calls are delivered, beyond the usual delay of a tenth of a second. */
export interface EventTrouble {
  readonly doubled?: boolean;
  /** Each event is overtaken by the one after it. */
  readonly reordered?: boolean;
  /** Nothing is delivered, without an error. */
  readonly dropped?: boolean;
  readonly delayMs?: number;
  /** `refused`: a subscription is made without the filter for the whole account (`disabledFilters`). */
  readonly accountFilter?: 'allowed' | 'refused';
  /** Which header brings a webhook's secret back; the documents disagree. */
  readonly secretHeader?: 'Verification-Token' | 'Validation-Token';
}

/** The practice RingCentral's events, and what can go wrong with them. */
export interface EventHands {
  /** From now on events are delivered so. */
  misbehave(trouble: EventTrouble): void;
  /** Breaks every WebSocket without a word. */
  cut(): void;
  /** WebSockets stay connected, but nothing comes over them any more. */
  silence(on: boolean): void;
  /** WebSockets are closed with WSG-903, as after 24 hours. */
  timeOut(): void;
  /** Lost WebSockets cannot be recovered any more. */
  forget(): void;
  /** Webhooks are blacklisted, as after repeated failure. */
  blacklist(): void;
  counts(): {
    readonly sent: number;
    readonly dropped: number;
    readonly sockets: number;
    readonly subscriptions: number;
    readonly filters: readonly string[];
  };
}

/** How people behave on the phone when nobody plays them by hand. */
export interface PhoneManners {
  /**
   * Pick up this long after the phone starts to ring; or `never`, `busy` (the phone refuses) or `decline` (the person does). Per ring, over all
   * phones; the last entry holds on.
   */
  readonly pickUp: readonly (number | 'never' | 'busy' | 'decline')[];
  /** Everybody's extension is forwarded to their cell phone, which rings instead of the desk phone. */
  readonly forwarded?: Forwarding;
}

/** How calls are forwarded to a mobile. */
export interface Forwarding {
  /**
   * “Prompt me before connecting” is on: the person who picks up is asked to press 1 and is not connected before that. They press this long after
   * picking up, or never. Per ring, like `pickUp`. Not given: anybody who picks up is connected.
   */
  readonly prompt?: readonly (number | 'never')[];
  /** The carrier's mailbox picks up this long after the cell phone starts to ring. */
  readonly mailboxAfterMs?: number;
}

export interface RingCentralOptions {
  readonly story: Story;
  readonly seed: number;
  readonly people: readonly Person[];
  readonly lines: number;
  readonly destination: DestinationPlan;
  readonly faults: PhoneFaults;
  /** Where the practice service should differ from what the real one most likely is. */
  readonly beliefs?: Partial<Beliefs>;
  readonly manners: PhoneManners;
  /** Where the app's login in the browser may lead back to, as registered for it; nowhere when not given. */
  readonly redirectUris?: readonly string[];
  /** Puts something between the bot and this port of ours; the bot gets the port that it resolves with. */
  readonly between?: (what: 'rest' | 'sip', port: number) => Promise<number>;
  /** A folder the world may write to (certificate, destinations file). */
  readonly folder: string;
}

/** A person's desk phone, for the page and the play. */
export interface DeskPhone {
  readonly state: 'idle' | 'ringing' | 'talking';
  /** Digits that were said in this call, or in the one before: `4 8 2 | 4 8 2`. */
  readonly hears: string;
  pickUp(): void;
  /** Presses a key during a call. */
  press(key: string): void;
  hangUp(): void;
}

export interface RingCentralCounts {
  readonly requests: { readonly light: number; readonly medium: number; readonly heavy: number; readonly auth: number };
  readonly tooMany: number;
  readonly callsDialled: number;
  readonly callsDropped: number;
}

/**
 * The practice RingCentral with its destination and phones. It tells the story (names are fixed, play and bench read them):
 * `call-dialled {call, line}` · `dial-refused {line, why}` (by the service itself) · `call-answered {call}` · `key {call, key, right}` · `disclosures-begin {call}` · `disclosures-end {call}` ·
 * `said {call, recording}` (a prompt or question was said to its end, and the line waits) · `hold {call}` ·
 * `announcement {call}` · `rare-announcement {call}` · `estimate {call}` · `too-busy {call}` · `closed {call}` · `voice-bot {call}` (asks) ·
 * `challenge {call}` (asks) · `challenge-passed {call}` · `challenge-failed {call}` ·
 * `callback-offered {call}` · `callback-accepted {call}` · `callback-digits {call, count, right, person}` (never the number; right: of this person of the firm) ·
 * `callback-confirmed {call}` · `callback-not-taken {call}` ·
 * `agent-speaks {call, agent}` (first sample sent) · `agent-heard-courtesy {call}` · `agent-asks-hello {call}` · `agent-left {call}` (gave up) · `hand-over-request {call, way}`
 * (consult INVITE, REST transfer or bridge, REFER) · `phone-rings {person, call}` · `phone-prompted {person, call}` (picked up, and asked to press 1) · `phone-picked-up {person, call}` (and connected) · `carrier-mailbox {person, call}` (picked up instead) · `phone-quiet {person, call, by}` (rings or talks no more; ended by the `person` or the `service`) · `phone-busy {person, call}` (was rung while it rang or talked) · `phone-key {person, key}` · `phone-hears {person}` (a second of sound came through) · `joined {person, call}` (taker and agent get each other's audio from now on) · `taker-agent-audio {person, call, heard_t_ms}` (a tone sent by one was measured at the other, both ways; since when) ·
 * `heard-nothing {who, call, person, ms}` (the longest silence at an agent's ear from the first word to the talk, or at a taker's from the pick-up to the talk; told when it ends) ·
 * `brought-back {call, way}` (a call goes on over another connection, or on its own extension's softphone) ·
 * `line-lost {call}` (the connection of a call's line is gone, and nobody hung up) ·
 * `session-refreshed {call, by}` (`server` or `client`) · `connection-reset {call}` · `call-over {call, by}` · `events-connected {recoveryState}` · `events-subscribed {transport, filters}` · `webhook-handshake {status}` · `webhook-delivery {status}` · `rest {group, method, path, status}` .
 */
export interface RingCentral {
  /** Environment for the bot: RC_SERVER_URL, RC_CLIENT_ID, RC_CLIENT_SECRET, RC_JWT_TOKEN, NODE_EXTRA_CA_CERTS, DESTINATIONS_FILE. */
  readonly env: Readonly<Record<string, string>>;
  readonly counts: () => RingCentralCounts;
  /** Calls to the destination that still exist (not counting taker–agent talks). */
  readonly callsAlive: () => number;
  readonly talks: () => number;
  readonly phoneOf: (slackId: string) => DeskPhone;
  /** A person continues their call on another phone of theirs, or a colleague's phone picks it up: other party, same call. */
  readonly switchPhone: (slackId: string, reason: 'CallSwitch' | 'Pickup') => void;
  /** The devices of an extension have no valid emergency address any more. */
  readonly loseEmergencyAddress: (extensionNumber: string) => void;
  readonly events: EventHands;
  /** Whose sign-ins there are now (extension ids), oldest first; those by JWT, too. */
  readonly signedIn: () => readonly string[];
  /** Ends all sign-ins of a user, as a new password does. */
  readonly signOut: (extensionId: string) => void;
  /** Ends taker–agent talks (both hang up). */
  readonly endTalks: () => void;
  readonly stop: () => Promise<void>;
}

/** A file that was shared; anybody on this machine gets its bytes at the address. */
export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly size: number;
  readonly url: string;
}

/** A message as the practice Slack keeps it. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Record<string, unknown>[];
  readonly files?: readonly SlackFile[];
  /** Only this person sees it. */
  readonly ephemeralFor?: string;
  readonly edits: number;
}

/** What a person can do in the practice Slack: the page and the play both go through this, as a real client would. */
export interface SlackHands {
  /** Types a slash command in the channel; resolves with what the ack showed, after at most 3 s. */
  command(slackId: string, text: string): Promise<{ readonly acknowledgedMs: number | null; readonly shown?: string }>;
  /** The modal that is open for the person, if any: title and fields by label. */
  modal(slackId: string): OpenModal | undefined;
  /** Presses a button of a message by its visible label (the very one, or the first that starts with it) or its action id. */
  press(slackId: string, message: SlackMessage, label: string): Promise<{ readonly acknowledgedMs: number | null }>;
  /** Chooses an option of a select in a message by its visible text: the first select (whose words begin so) that offers it. */
  choose(
    slackId: string,
    message: SlackMessage,
    option: string,
    select?: string,
  ): Promise<{ readonly acknowledgedMs: number | null }>;
  messages(): readonly SlackMessage[];
  /** Writes an ordinary message in the channel or in a thread. */
  say(slackId: string, text: string, threadTs?: string): SlackMessage;
  /** Resolves once a modal (whose title begins so) is open for the person; rejects after `withinMs`. */
  awaitModal(slackId: string, withinMs: number, title?: string): Promise<OpenModal>;
  /** Opens the app's home tab; the bot gets an event each time. */
  openHome(slackId: string): void;
  /** The home tab that the bot published for the person. */
  home(slackId: string): OpenHome | undefined;
  awaitHome(slackId: string, fits: (home: OpenHome) => boolean, withinMs: number): Promise<OpenHome>;
  /** Resolves with the first message (posted or edited, past or future) that fits; rejects after `withinMs`. */
  awaitMessage(fits: (message: SlackMessage) => boolean, withinMs: number): Promise<SlackMessage>;
}

export interface OpenModal {
  readonly title: string;
  readonly labels: readonly string[];
  readonly blocks: readonly Record<string, unknown>[];
  /** Chooses options (by visible text, or the first `count`) or fills in text. External selects ask the bot for their options first. */
  fill(label: string, value: string | readonly string[] | { readonly first: number }): Promise<void>;
  /** Presses a button inside the modal. */
  press(label: string): Promise<{ readonly acknowledgedMs: number | null }>;
  /** Submits; resolves with field errors by label, empty when the modal closed or was replaced. */
  submit(): Promise<Readonly<Record<string, string>>>;
  close(): void;
}

/** A person's home tab of the app. */
export interface OpenHome {
  readonly blocks: readonly Record<string, unknown>[];
  press(label: string): Promise<{ readonly acknowledgedMs: number | null }>;
}

/** Misbehavior of the Slack API; `method` `*` means any. `lost-answer`: the call is performed but its answer never arrives. */
export interface SlackFault {
  readonly method: string;
  readonly times: number;
  readonly kind: '429' | '500' | 'timeout' | 'lost-answer';
  /** For `429`; 1 when not given. */
  readonly retryAfterS?: number;
}

export interface SlackOptions {
  readonly story: Story;
  readonly people: readonly Person[];
  readonly mode: 'socket' | 'http';
  /** In HTTP mode: where the bot listens, `http://127.0.0.1:PORT`; a function when it is known later. */
  readonly botUrl?: string | (() => string);
  /** Port of the API and the page; 0 = any free one. */
  readonly port: number;
  /** Desk phones for the page. */
  readonly phoneOf?: (slackId: string) => DeskPhone;
  /** Puts something between the bot and our port, sockets included; the bot gets the port that it resolves with. */
  readonly between?: (port: number) => Promise<number>;
  /** Scopes of the bot token; those of the manifest when not given. */
  readonly scopes?: readonly string[];
  /** Slash commands the app has; `/irs-hunt` when not given. */
  readonly commands?: readonly string[];
  /** Widens Slack's rate limits this many times, for scenarios that are not about them; 1 when not given. */
  readonly rateFactor?: number;
  /** Shorter deadlines for tests; 3 s each when not given. */
  readonly deadlines?: { readonly ackMs?: number; readonly triggerMs?: number };
}

/**
 * The practice Slack. Tells: `message {ts, text, thread}` · `message-edited {ts}` · `click {person, label}` · `command {person, text}` · `modal {person, title}` · `ephemeral {person, text}` · `ack {kind, ms}` (null: none in time) · `api {method, ok, error}`.
 */
export interface Slack {
  /** Environment for the bot: SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN (socket mode), SLACK_SIGNING_SECRET. */
  readonly env: Readonly<Record<string, string>>;
  readonly pageUrl: string;
  readonly hands: SlackHands;
  /** Misbehavior on demand: sockets are closed one by one, as Slack does every few hours (`atOnce`: all together). */
  readonly refreshSockets: (atOnce?: boolean) => void;
  /** Breaks every socket without a word. */
  readonly dropSockets: () => void;
  readonly fault: (fault: SlackFault) => void;
  /** The next connection gets no hello, or the next acknowledgement is lost. */
  readonly faultSocket: (fault: 'no-hello' | 'ignore-acks') => void;
  /** How many Socket Mode connections there are. */
  readonly sockets: () => number;
  readonly stop: () => Promise<void>;
}
