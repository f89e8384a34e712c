import { setTimeout } from 'node:timers/promises';
import { boardWord, type Evidence, isOffer, TAKE_LABEL, talksOf } from './outcome.js';
import type { Practice } from './practice.js';
import type { HuntForm, Scenario } from './scenario.js';
import type { Story } from './story.js';
import { happening, until, WaitedTooLong } from './until.js';
import type { OpenModal, Person, SlackMessage } from './world.js';

const LOOKS_FOR_LINES = 20;
const LOOK_AGAIN_MS = 500;
const MODAL_WITHIN_MS = 8_000;
const BOARD_WITHIN_MS = 8_000;
const LABELS = {
  destination: 'Phone line to reach',
  lines: 'Call from',
  wanted: 'How many agents',
  ring: 'Where to ring you',
  note: 'Note',
} as const;

/** A hunt as its people see it: a board and its thread. */
export interface PlayedHunt {
  readonly board: string;
  readonly by: Person;
}

/** What people do in a scenario, with their own hands: they type, fill in, click and pick up; and what they wait for. */
export class Play {
  readonly practice: Practice;
  readonly scenario: Scenario;
  readonly story: Story;
  #boards: readonly string[] = [];

  constructor(practice: Practice, scenario: Scenario, story: Story) {
    this.practice = practice;
    this.scenario = scenario;
    this.story = story;
  }

  person(index: number): Person {
    const person = this.practice.people[index];
    if (person === undefined) throw new Error(`the scenario has no person ${index}`);
    return person;
  }

  get #hands() {
    return this.practice.slack.hands;
  }

  messages(): readonly SlackMessage[] {
    return this.#hands.messages();
  }

  /** `/irs-hunt`, the form, submit; resolves once the board is there. */
  async startHunt(by: Person, changes: Partial<HuntForm> = {}): Promise<PlayedHunt> {
    const form = { ...this.scenario.form, ...changes };
    const known = new Set(this.messages().map((message) => message.ts));
    const { acknowledgedMs, shown } = await this.#hands.command(by.slackId, '/irs-hunt');
    if (acknowledgedMs === null) throw new Error(`/irs-hunt was not acknowledged within 3 s`);
    const modal = await until(
      this.story,
      () => this.#hands.modal(by.slackId),
      MODAL_WITHIN_MS,
      `the form to open${shown ? ` (shown instead: ${shown})` : ''}`,
    );
    await fillIn(modal, form);
    const errors = await modal.submit();
    const wrong = Object.entries(errors).map(([label, error]) => `${label}: ${error}`);
    if (wrong.length > 0) throw new Error(`the form was refused: ${wrong.join('; ')}`);
    const mine = form.note;
    const board = await until(
      this.story,
      () => this.messages().find((message) => !known.has(message.ts) && isBoard(message) && mentions(message, mine)),
      BOARD_WITHIN_MS,
      'the board of the hunt',
    );
    this.#boards = [...this.#boards, board.ts];
    return { board: board.ts, by };
  }

  /** The hunt was there to learn from: it is over, and how it ended is no part of the outcome. */
  async rehearsed(hunt: PlayedHunt, withinMs = 30_000): Promise<void> {
    await this.ended(hunt, withinMs);
    this.#boards = this.#boards.filter((ts) => ts !== hunt.board);
  }

  /** The newest state of the hunt's board. */
  board(hunt: PlayedHunt): SlackMessage | undefined {
    return this.messages().find((message) => message.ts === hunt.board);
  }

  /** Offers of the hunt that can be taken now. */
  openOffers(hunt: PlayedHunt): readonly SlackMessage[] {
    return this.messages().filter(
      (message) => message.threadTs === hunt.board && isOffer(message) && hasButton(message, TAKE_LABEL),
    );
  }

  /** The first offer that can be taken and is not among `except`. */
  offer(hunt: PlayedHunt, withinMs = 70_000, except: readonly string[] = []): Promise<SlackMessage> {
    return until(
      this.story,
      () => this.openOffers(hunt).find((message) => !except.includes(message.ts)),
      withinMs,
      'an offer to take the call',
    );
  }

  async take(by: Person, offer: SlackMessage): Promise<void> {
    await this.press(by, offer, TAKE_LABEL);
  }

  async press(by: Person, message: SlackMessage, label: string): Promise<void> {
    const { acknowledgedMs } = await this.#hands.press(by.slackId, message, label);
    if (acknowledgedMs === null) throw new Error(`the click on “${label}” was not acknowledged within 3 s`);
  }

  /** Presses the button with this label, or chooses the option with this text, in the newest message that has either. */
  async answer(by: Person, label: string, withinMs = 8_000): Promise<void> {
    const look = (): SlackMessage | undefined =>
      this.messages().findLast((message) => hasButton(message, label) || hasOption(message, label));
    const message = await until(this.story, look, withinMs, `a button or an option “${label}”`);
    if (hasButton(message, label)) return this.press(by, message, label);
    const { acknowledgedMs } = await this.#hands.choose(by.slackId, message, label);
    if (acknowledgedMs === null) throw new Error(`choosing “${label}” was not acknowledged within 3 s`);
  }

  /** Types a command that opens no form. */
  async command(by: Person, text: string): Promise<void> {
    const { acknowledgedMs } = await this.#hands.command(by.slackId, text);
    if (acknowledgedMs === null) throw new Error(`${text} was not acknowledged within 3 s`);
  }

  /** A person needs a moment. */
  pause(ms: number): Promise<void> {
    return setTimeout(ms);
  }

  /** A message anyone can see, or only `for` can, with these words (past or future). */
  says(words: string | RegExp, withinMs: number): Promise<SlackMessage> {
    const fits = (message: SlackMessage): boolean =>
      typeof words === 'string' ? message.text.includes(words) : words.test(message.text);
    return until(this.story, () => this.messages().find(fits), withinMs, `a message with “${words}”`);
  }

  /** The newest message that has such a button. */
  withButton(label: string, withinMs: number): Promise<SlackMessage> {
    const look = (): SlackMessage | undefined => this.messages().findLast((message) => hasButton(message, label));
    return until(this.story, look, withinMs, `a button “${label}”`);
  }

  /** Resolves once the offer is no button any more: taken, or over. */
  async untilTaken(offer: SlackMessage, withinMs = 8_000): Promise<void> {
    await until(
      this.story,
      () => {
        const now = this.messages().find((message) => message.ts === offer.ts);
        return now === undefined || !hasButton(now, TAKE_LABEL) ? true : undefined;
      },
      withinMs,
      'the offer to be taken',
    );
  }

  /** The hunt's board says that it is over. */
  async ended(hunt: PlayedHunt, withinMs: number): Promise<void> {
    const look = (): true | undefined => {
      const board = this.board(hunt);
      return board !== undefined && boardWord(board) !== 'Hunting' ? true : undefined;
    };
    await until(this.story, look, withinMs, 'the hunt to be over');
  }

  happening(what: string, withinMs = 60_000, fits?: Parameters<typeof happening>[3]): ReturnType<typeof happening> {
    return happening(this.story, what, withinMs, fits);
  }

  until<T>(look: () => T | undefined, withinMs: number, what: string): Promise<T> {
    return until(this.story, look, withinMs, what);
  }

  /** This many agents reach a person. */
  async audio(count = 1, withinMs = 20_000): Promise<void> {
    await until(
      this.story,
      () => (talksOf({ happenings: this.story.all() }).length >= count ? true : undefined),
      withinMs,
      `${count} agent(s) to be heard by a taker`,
    );
  }

  /** Boards say how it ended, and no call to the destination is left. */
  async allOver(withinMs: number): Promise<void> {
    await until(
      this.story,
      () => {
        const boards = this.#boards.map((ts) => this.messages().find((message) => message.ts === ts));
        const running = boards.some((board) => board === undefined || boardWord(board) === 'Hunting');
        return running || this.practice.ringCentral.callsAlive() > 0 ? undefined : true;
      },
      withinMs,
      'every hunt to be over and every call to be gone',
    ).catch((error: unknown) => {
      if (!(error instanceof WaitedTooLong)) throw error;
      this.story.tell('not-over', { reason: error.message });
    });
  }

  evidence(): Evidence {
    return {
      happenings: this.story.all(),
      messages: this.messages(),
      boards: this.#boards,
      callsAlive: this.practice.ringCentral.callsAlive(),
    };
  }
}

async function fillIn(modal: OpenModal, form: HuntForm): Promise<void> {
  await modal.fill(LABELS.destination, form.destination);
  await fillInLines(modal, form.lines);
  await modal.fill(LABELS.wanted, String(form.wanted));
  if (modal.labels.includes(LABELS.ring)) await modal.fill(LABELS.ring, 'My extension');
  if (form.note !== undefined) await modal.fill(LABELS.note, form.note);
}

/** Lines appear one by one while the bot reads the account; a person who does not find theirs looks again. */
async function fillInLines(modal: OpenModal, lines: HuntForm['lines']): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await modal.fill(LABELS.lines, lines);
    } catch (error) {
      if (tries >= LOOKS_FOR_LINES) throw error;
      await setTimeout(LOOK_AGAIN_MS);
    }
  }
}

export const isBoard = (message: SlackMessage): boolean =>
  message.threadTs === undefined && message.ephemeralFor === undefined && boardWord(message) !== undefined;

export const mentions = (message: SlackMessage, note: string | undefined): boolean =>
  note === undefined || message.text.includes(note) || JSON.stringify(message.blocks).includes(note);

/** Whether the message still has a button whose label begins so. */
export function hasButton(message: SlackMessage, label: string): boolean {
  return elementsOf(message).some((element) => wordsOf(element)?.startsWith(label) ?? false);
}

/** Whether a select in the message offers an option whose text begins so. */
function hasOption(message: SlackMessage, label: string): boolean {
  return elementsOf(message).some((element) => {
    if (typeof element !== 'object' || element === null || !('options' in element)) return false;
    const options: readonly unknown[] = Array.isArray(element.options) ? element.options : [];
    return options.some((option) => wordsOf(option)?.startsWith(label) ?? false);
  });
}

function elementsOf({ blocks }: SlackMessage): readonly unknown[] {
  return blocks.flatMap((block) => {
    const elements = Array.isArray(block.elements) ? (block.elements as unknown[]) : [];
    return block.accessory === undefined ? elements : [...elements, block.accessory];
  });
}

/** The visible words of a button or an option. */
function wordsOf(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null || !('text' in element)) return undefined;
  const { text } = element;
  if (typeof text !== 'object' || text === null || !('text' in text) || typeof text.text !== 'string') return undefined;
  return text.text;
}
