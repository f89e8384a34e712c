import type { Story } from '../../story.js';
import type { DestinationPlan } from '../../world.js';
import type { Leg, Ring } from '../exchange/party.js';
import { Silence } from '../media/silence.js';
import type { Chance } from '../random.js';
import { attend } from './agent.js';
import { offerCallback } from './callback.js';
import { challenge } from './challenge.js';
import { hold, type Interlude } from './hold.js';
import { walkMenu } from './menu.js';
import { CallOver, Player } from './player.js';
import type { Sounds } from './sounds.js';
import { voiceBot } from './voice-bot.js';

/** The first announcement on hold is an ordinary one; anything out of the ordinary replaces the second. */
const SPECIAL_INTERLUDE = 1;
/** A taker's words begin a little after they were put through: what is still heard before is our caller's. */
const TAKER_SPEAKS_AFTER_MS = 300;
/** The rare recording pauses like somebody who waits for an answer: that is what it takes to be mistaken for a person. */
const RARE_SILENCE_MS = 2000;
/** A number that is entered never gets into the story, not even by a key that came too early or too late. */
const HIDDEN_KEY = '•';

/** What is drawn for one call before it is answered. */
export interface Fate {
  readonly menu: DestinationPlan['menu'];
  readonly turnedAway: boolean;
  readonly rareAnnouncement: boolean;
}

/** What a call needs of the destination it belongs to. */
export interface CallWorld {
  readonly plan: DestinationPlan;
  readonly sounds: Sounds;
  readonly story: Story;
  /** A call began to wait on hold. */
  readonly onHold?: (sessionId: string) => void;
  /** The next agent's index; undefined while none is free. */
  readonly nextAgent: () => number | undefined;
  /** Slack id of the person whose direct number this is, ten digits. */
  readonly personOf: (number: string) => string | undefined;
}

/** One call at the destination: from welcome to goodbye. */
export class DestinationCall implements Leg {
  readonly kind = 'destination';
  readonly audio = new Player();
  readonly #ring: Ring;
  readonly #world: CallWorld;
  readonly #draw: Chance;
  #joinedAtMs: number | undefined;
  #hidesKeys = false;

  constructor(ring: Ring, world: CallWorld, draw: Chance) {
    this.#ring = ring;
    this.#world = world;
    this.#draw = draw;
  }

  /** A key arrived. */
  key(key: string): void {
    this.audio.key(key);
  }

  joined(other: Leg): void {
    this.#joinedAtMs = other.kind === 'phone' ? this.audio.elapsedMs : undefined;
    if (other.kind === 'phone') this.audio.silence?.meet();
  }

  end(): void {
    this.audio.stop();
  }

  async run(fate: Fate): Promise<void> {
    try {
      this.#ring.hungUp(await this.#script(fate));
    } catch (error) {
      if (error instanceof CallOver) return;
      this.#tell('sandbox-error', { error: String(error) });
      this.#ring.hungUp('network');
    } finally {
      this.audio.silence?.stop();
      this.audio.stop();
    }
  }

  async #script(fate: Fate): Promise<'destination' | 'agent'> {
    const { plan } = this.#world;
    this.audio.onLooseKey = (key) => this.#tellKey(key, false);
    if (plan.closed) return this.#sayAndLeave('closed', 'closed');
    if (!(await this.#menu(fate.menu))) return 'destination';
    await this.audio.quiet(500);
    if (plan.voiceChallenge && !(await this.#challenge())) return 'destination';
    if (fate.turnedAway) return this.#sayAndLeave('too-busy', 'tooBusy');
    return (await this.#queue(fate)) === 'over' ? 'destination' : this.#agent();
  }

  async #menu(menu: DestinationPlan['menu']): Promise<boolean> {
    if (menu === 'none') return true;
    const { plan, sounds } = this.#world;
    return walkMenu(this.audio, menu, plan.disclosuresMs, sounds, {
      key: (key, right) => this.#tellKey(key, right),
      disclosures: (what) => this.#tell(`disclosures-${what}`),
      said: (recording) => this.#tell('said', { recording }),
    });
  }

  async #sayAndLeave(told: string, recording: 'closed' | 'tooBusy'): Promise<'destination'> {
    this.#tell(told);
    await this.audio.play(await this.#world.sounds.recording(recording));
    await this.audio.quiet(400);
    return 'destination';
  }

  async #challenge(): Promise<boolean> {
    const passed = await challenge(this.audio, this.#world.sounds, () => this.#personSpoke(), {
      asked: () => this.#tell('challenge'),
      said: (recording) => this.#tell('said', { recording }),
      passed: () => this.#tell('challenge-passed'),
    });
    if (!passed) this.#tell('challenge-failed');
    await this.audio.quiet(500);
    return passed;
  }

  /** From the doors of the queue to its head. */
  async #queue(fate: Fate): Promise<'agent-next' | 'over'> {
    const { plan, sounds, onHold } = this.#world;
    if (plan.voiceBot) {
      const said = (recording: string): void => this.#tell('said', { recording });
      await voiceBot(this.audio, sounds, { asks: () => this.#tell('voice-bot'), said });
    }
    if (plan.estimate) {
      this.#tell('estimate');
      await this.audio.play(await sounds.recording('estimate'));
      await this.audio.quiet(500);
    }
    if (plan.callbackOffer === 'before-hold' && (await this.#callback())) return 'over';
    this.#tell('hold');
    onHold?.(this.#ring.sessionId);
    const waitMs = this.#draw.between(...plan.holdMs);
    return this.#hold(waitMs, Math.floor(this.#draw.next() * 1e6), (index) => this.#interlude(index, fate));
  }

  #hold(waitMs: number, from: number, interlude: Interlude): Promise<'agent-next' | 'over'> {
    const { announcementEveryMs: every, music } = this.#world.plan;
    return hold(this.audio, { waitMs, every, music, from }, this.#world.sounds, interlude);
  }

  async #interlude(index: number, fate: Fate): Promise<'goes-on' | 'over'> {
    const { plan, sounds } = this.#world;
    if (index === SPECIAL_INTERLUDE && plan.callbackOffer === 'during-hold')
      return (await this.#callback()) ? 'over' : 'goes-on';
    if (index === SPECIAL_INTERLUDE && fate.rareAnnouncement) {
      this.#tell('rare-announcement');
      await this.audio.play(await sounds.recording('rare'));
      await this.audio.quiet(RARE_SILENCE_MS);
      return 'goes-on';
    }
    this.#tell('announcement');
    await this.audio.play(await sounds.announcement(index));
    return 'goes-on';
  }

  async #callback(): Promise<boolean> {
    const arranged = await offerCallback(this.audio, this.#world.sounds, {
      offered: () => this.#tell('callback-offered'),
      said: (recording) => this.#tell('said', { recording }),
      accepted: () => {
        this.#hidesKeys = true;
        this.#tell('callback-accepted');
      },
      digits: (number) => {
        const person = this.#world.personOf(number);
        this.#tell('callback-digits', { count: number.length, right: person !== undefined, person });
      },
      confirmed: () => this.#tell('callback-confirmed'),
      notTaken: () => this.#tell('callback-not-taken'),
    });
    this.#hidesKeys = false;
    return arranged;
  }

  async #agent(): Promise<'agent'> {
    const { plan, sounds, nextAgent } = this.#world;
    let index = nextAgent();
    while (index === undefined) {
      await this.#hold(plan.announcementEveryMs, 0, async (said) => {
        this.#tell('announcement');
        await this.audio.play(await sounds.announcement(said));
        return 'goes-on';
      });
      index = nextAgent();
    }
    const agent = await sounds.agent(index);
    if (plan.music) await this.audio.play(sounds.click);
    this.audio.background = sounds.roomNoise;
    await this.audio.quiet(this.#draw.between(500, 1800));
    await attend(this.audio, agent, plan.agentPatienceMs, () => this.#joinedAtMs !== undefined, {
      speaks: (name) => {
        this.#tell('agent-speaks', { agent: name });
        this.audio.silence = new Silence((ms) => this.#tell('heard-nothing', { who: 'agent', ms }));
      },
      heardCourtesy: () => this.#tell('agent-heard-courtesy'),
      asksHello: () => this.#tell('agent-asks-hello'),
    });
    this.#tell('agent-left');
    return 'agent';
  }

  #personSpoke(): boolean {
    if (this.#joinedAtMs === undefined) return false;
    return this.audio.elapsedMs - this.audio.quietMs > this.#joinedAtMs + TAKER_SPEAKS_AFTER_MS;
  }

  #tellKey(key: string, right: boolean): void {
    this.#tell('key', { key: this.#hidesKeys ? HIDDEN_KEY : key, right });
  }

  #tell(what: string, fields: Record<string, unknown> = {}): void {
    this.#world.story.tell(what, { call: this.#ring.sessionId, ...fields });
  }
}
