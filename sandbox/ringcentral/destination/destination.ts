import type { Story } from '../../story.js';
import type { DestinationPlan } from '../../world.js';
import type { Leg, Ring, Station } from '../exchange/party.js';
import { looped, RINGBACK } from '../media/tones.js';
import { type Chance, chance } from '../random.js';
import { attend } from './agent.js';
import { hold } from './hold.js';
import { walkMenu } from './menu.js';
import { CallOver, Player } from './player.js';
import type { Sounds } from './sounds.js';

export interface DestinationOptions {
  readonly plan: DestinationPlan;
  readonly seed: number;
  readonly sounds: Sounds;
  readonly story: Story;
  /** A call began to wait on hold. */
  readonly onHold?: (sessionId: string) => void;
}

/** What all calls to one destination share: who was turned away before, how many agents are left. */
export class Destination {
  readonly #options: DestinationOptions;
  readonly #attempts = new Map<string, number>();
  #calls = 0;
  #agents = 0;

  constructor(options: DestinationOptions) {
    this.#options = options;
  }

  /** A number of the destination; `menu: none` for its direct line. */
  station(menu: DestinationPlan['menu']): Station {
    return { ring: (ring) => this.#ring(ring, menu) };
  }

  #ring(ring: Ring, menu: DestinationPlan['menu']): () => void {
    const { plan, seed } = this.#options;
    const call = this.#calls++;
    if (call < (plan.busyFirst ?? 0)) {
      ring.refuse(486);
      return () => undefined;
    }
    ring.early(looped(RINGBACK));
    const answer = setTimeout(() => this.#answer(ring, menu, chance(seed, `call ${call}`)), plan.ringMs);
    return () => clearTimeout(answer);
  }

  #answer(ring: Ring, menu: DestinationPlan['menu'], draw: Chance): void {
    const call = new DestinationCall(ring, this.#options, draw, () => this.#nextAgent());
    if (ring.accept(call)) void call.run(menu, this.#turnsAway(ring, draw));
  }

  /** “Share of calls that are turned away, by attempt”: attempts count per calling line. */
  #turnsAway(ring: Ring, draw: Chance): boolean {
    const { tooBusy } = this.#options.plan;
    const line = ring.caller.phoneNumber ?? ring.caller.extensionId ?? '';
    const attempt = this.#attempts.get(line) ?? 0;
    this.#attempts.set(line, attempt + 1);
    return draw.next() < (tooBusy[Math.min(attempt, tooBusy.length - 1)] ?? 0);
  }

  #nextAgent(): number | undefined {
    const most = this.#options.plan.agents;
    if (most !== undefined && this.#agents >= most) return undefined;
    return this.#agents++;
  }
}

/** One call at the destination: from welcome to goodbye. */
export class DestinationCall implements Leg {
  readonly kind = 'destination';
  readonly audio = new Player();
  readonly #ring: Ring;
  readonly #options: DestinationOptions;
  readonly #draw: Chance;
  readonly #nextAgent: () => number | undefined;
  #joined = false;

  constructor(ring: Ring, options: DestinationOptions, draw: Chance, nextAgent: () => number | undefined) {
    this.#ring = ring;
    this.#options = options;
    this.#draw = draw;
    this.#nextAgent = nextAgent;
  }

  /** A key arrived. */
  key(key: string): void {
    this.audio.key(key);
  }

  joined(other: Leg): void {
    this.#joined = other.kind === 'phone';
  }

  end(): void {
    this.audio.stop();
  }

  async run(menu: DestinationPlan['menu'], turnedAway: boolean): Promise<void> {
    try {
      this.#ring.hungUp(await this.#script(menu, turnedAway));
    } catch (error) {
      if (error instanceof CallOver) return;
      this.#options.story.tell('sandbox-error', { call: this.#ring.sessionId, error: String(error) });
      this.#ring.hungUp('network');
    } finally {
      this.audio.stop();
    }
  }

  async #script(menu: DestinationPlan['menu'], turnedAway: boolean): Promise<'destination' | 'agent'> {
    const { plan, sounds } = this.#options;
    this.audio.onLooseKey = (key) => this.#tell('key', { key, right: false });
    if (menu !== 'none') {
      const events = { key: (key: string, right: boolean) => this.#tell('key', { key, right }) };
      if (!(await walkMenu(this.audio, menu, plan.disclosuresMs, sounds, events))) return 'destination';
    }
    await this.audio.quiet(500);
    if (turnedAway) {
      this.#tell('too-busy');
      await this.audio.play(await sounds.tooBusy());
      await this.audio.quiet(400);
      return 'destination';
    }
    await this.#hold();
    return await this.#agent();
  }

  async #hold(): Promise<void> {
    const { plan, sounds, onHold } = this.#options;
    this.#tell('hold');
    onHold?.(this.#ring.sessionId);
    const waitMs = this.#draw.between(...plan.holdMs);
    const events = { announcement: () => this.#tell('announcement') };
    const every = plan.announcementEveryMs;
    await hold(
      this.audio,
      { waitMs, every, music: plan.music, from: Math.floor(this.#draw.next() * 1e6) },
      sounds,
      events,
    );
  }

  async #agent(): Promise<'agent'> {
    const { plan, sounds } = this.#options;
    let index = this.#nextAgent();
    while (index === undefined) {
      const on = { waitMs: plan.announcementEveryMs, every: plan.announcementEveryMs, music: plan.music, from: 0 };
      await hold(this.audio, on, sounds, { announcement: () => this.#tell('announcement') });
      index = this.#nextAgent();
    }
    const agent = await sounds.agent(index);
    if (plan.music) await this.audio.play(sounds.click);
    this.audio.background = sounds.roomNoise;
    await this.audio.quiet(this.#draw.between(500, 1800));
    const joined = (): boolean => this.#joined;
    await attend(this.audio, agent, plan.agentPatienceMs, joined, {
      speaks: (name) => this.#tell('agent-speaks', { agent: name }),
      heardCourtesy: () => this.#tell('agent-heard-courtesy'),
      asksHello: () => this.#tell('agent-asks-hello'),
    });
    this.#tell('agent-left');
    return 'agent';
  }

  #tell(what: string, fields: Record<string, unknown> = {}): void {
    this.#options.story.tell(what, { call: this.#ring.sessionId, ...fields });
  }
}
