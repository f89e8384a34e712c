import type { Chance } from '../random.js';

export interface WeatherPlan {
  /** Share of packets that are lost, 0 to 1, in each direction. */
  readonly loss: number;
  /** A packet is late by anything up to this; more than 20 ms and packets overtake each other. */
  readonly jitterMs: number;
}

/** What the network does to packets under way. */
export class Weather {
  lost = 0;
  passed = 0;
  readonly #plan: WeatherPlan;
  readonly #draw: Chance;

  constructor(plan: WeatherPlan, draw: Chance) {
    this.#plan = plan;
    this.#draw = draw;
  }

  /** Delivers a packet late, or never. */
  pass(deliver: () => void): void {
    if (this.#draw.next() < this.#plan.loss) {
      this.lost += 1;
      return;
    }
    this.passed += 1;
    setTimeout(deliver, this.#draw.between(0, this.#plan.jitterMs));
  }
}
