import { setTimeout as pause } from 'node:timers/promises';
import { boardWord, TAKE_LABEL } from '../outcome.js';
import { hasButton, isBoard, mentions, type Play, type PlayedHunt } from '../play.js';
import { type Chance, chance } from '../ringcentral/random.js';
import type { Story } from '../story.js';
import { until } from '../until.js';
import type { Person, SlackMessage } from '../world.js';
import { type ChaosWorld, LINES_PER_HUNT } from './chaos-world.js';
import type { ChaosOptions } from './options.js';

const TRIES = 12;
const TRY_AGAIN_MS = 3_000;
/** A board may be late while Slack or Redis is away: people do not ask twice for what may be on its way. */
const BOARD_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 250;
/** An offer that is still a button this long after a click is clicked again. */
const CLICK_AGAIN_MS = 4_000;
/** Longer than the longest hunt (`MAX_WAIT_MINUTES`) and its stop. */
const OVER_WITHIN_MS = 360_000;
const LINES_IDLE_WITHIN_MS = 90_000;
const TALK_MS = 2_000;
/** A person who hears nobody hangs up. */
const NOBODY_THERE_MS = 12_000;
/** Two colleagues may press the same button. */
const BOTH_PRESS = 0.25;
const WITH_MENU = 0.4;

const ENDS = { destination: { menu: 'Practice line (with a menu)', none: 'Practice line (no menu)' } } as const;

/** The people of the firm: they ask for hunts, take offers, talk and hang up, and try again what did not work. */
export class Callers {
  readonly #play: Play;
  readonly #world: ChaosWorld;
  readonly #options: ChaosOptions;
  readonly #story: Story;
  readonly #freeLines: string[];
  #started = 0;

  constructor(play: Play, world: ChaosWorld, options: ChaosOptions) {
    this.#play = play;
    this.#world = world;
    this.#options = options;
    this.#story = play.story;
    this.#freeLines = [...world.lines];
  }

  /** Resolves when the last hunt is over, or time is up and what ran has ended (or never will). */
  async run(timeIsUp: () => boolean): Promise<void> {
    const undo = this.#story.onTold(({ what, person }) => {
      if (what === 'taker-agent-audio') this.#hangUpLater(String(person), TALK_MS);
      if (what === 'phone-picked-up') this.#hangUpLater(String(person), NOBODY_THERE_MS);
    });
    const lanes = Array.from({ length: this.#options.atOnce }, async (_, lane) => {
      await pause(lane * 1_500);
      while (this.#started < this.#options.hunts && !timeIsUp()) await this.#hunt(++this.#started, lane);
    });
    await Promise.all(lanes);
    undo();
  }

  /** How many boards there are of each hunt that was asked for. */
  boards(): ReadonlyMap<string, number> {
    const hunts = this.#story.all().flatMap(({ what, hunt }) => (what === 'hunt-asked' ? [String(hunt)] : []));
    const boards = this.#play.messages().filter(isBoard);
    return new Map(hunts.map((hunt) => [hunt, boards.filter((board) => mentions(board, hunt)).length]));
  }

  #hangUpLater(person: string, ms: number): void {
    const phone = this.#world.ringCentral.phoneOf(person);
    const calls = this.#story
      .all()
      .filter(({ what, person: who }) => what === 'phone-picked-up' && who === person).length;
    setTimeout(() => {
      const now = this.#story
        .all()
        .filter(({ what, person: who }) => what === 'phone-picked-up' && who === person).length;
      if (now === calls && phone.state === 'talking') phone.hangUp();
    }, ms);
  }

  async #hunt(number: number, lane: number): Promise<void> {
    const draw = chance(this.#options.seed, `hunt ${number}`);
    const by = this.#play.person(lane);
    const colleague = this.#play.person(this.#options.atOnce + lane);
    const lines = this.#freeLines.splice(0, LINES_PER_HUNT);
    const hunt = `Hunt ${String(number).padStart(3, '0')}`;
    this.#story.tell('hunt-asked', { hunt, lines, person: by.slackId });
    const played = await this.#ask(hunt, by, lines, draw.next() < WITH_MENU ? 'menu' : 'none');
    if (played === undefined) this.#story.tell('hunt-not-begun', { hunt });
    else {
      this.#story.tell('hunt-begun', { hunt, board: played.board });
      await this.#see(hunt, played, colleague, draw);
    }
    await until(
      this.#story,
      () => (this.#busy(lines) ? undefined : true),
      LINES_IDLE_WITHIN_MS,
      `the lines of ${hunt} to be free`,
    ).catch(() => undefined);
    this.#freeLines.push(...lines);
  }

  async #ask(
    hunt: string,
    by: Person,
    lines: readonly string[],
    menu: 'menu' | 'none',
  ): Promise<PlayedHunt | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      try {
        return await this.#play.startHunt(by, {
          destination: ENDS.destination[menu],
          lines,
          note: hunt,
        });
      } catch (error) {
        this.#story.tell('asked-in-vain', { hunt, reason: error instanceof Error ? error.message : String(error) });
        const submitted = /board/.test(String(error)) || /not accepted/.test(String(error));
        const board = await this.#boardOf(hunt, submitted ? BOARD_WITHIN_MS : TRY_AGAIN_MS);
        if (board !== undefined) return { board: board.ts, by };
        this.#world.slack.hands.modal(by.slackId)?.close();
      }
    }
    return undefined;
  }

  #boardOf(hunt: string, withinMs: number): Promise<SlackMessage | undefined> {
    const look = () => this.#play.messages().find((message) => isBoard(message) && mentions(message, hunt));
    return until(this.#story, look, withinMs, `the board of ${hunt}`).catch(() => undefined);
  }

  /** Takes its offers until its board says that it is over. */
  async #see(hunt: string, played: PlayedHunt, colleague: Person, draw: Chance): Promise<void> {
    const giveUpAt = performance.now() + OVER_WITHIN_MS;
    const clicked = new Map<string, number>();
    while (performance.now() < giveUpAt) {
      const board = this.#play.board(played);
      const word = board && boardWord(board);
      if (word !== undefined && word !== 'Hunting') {
        this.#story.tell('hunt-over', { hunt, word });
        return;
      }
      for (const offer of this.#play.openOffers(played)) {
        if (performance.now() - (clicked.get(offer.ts) ?? Number.NEGATIVE_INFINITY) < CLICK_AGAIN_MS) continue;
        const both = draw.next() < BOTH_PRESS;
        await pause(draw.between(300, 2_000));
        clicked.set(offer.ts, performance.now());
        await Promise.all([played.by, ...(both ? [colleague] : [])].map((person) => this.#click(person, offer)));
      }
      await pause(LOOK_EVERY_MS);
    }
    this.#story.tell('hunt-not-over', { hunt });
  }

  /** The message shows what became of the click; a click that was not acknowledged is repeated. */
  async #click(person: Person, offer: SlackMessage): Promise<void> {
    const now = this.#play.messages().find(({ ts }) => ts === offer.ts) ?? offer;
    if (hasButton(now, TAKE_LABEL)) await this.#play.take(person, now).catch(() => undefined);
  }

  #busy(lines: readonly string[]): boolean {
    const open = new Set<unknown>();
    for (const { what, call, line } of this.#story.all()) {
      if (what === 'call-dialled' && lines.includes(String(line))) open.add(call);
      else if (what === 'call-over') open.delete(call);
    }
    return open.size > 0;
  }
}
