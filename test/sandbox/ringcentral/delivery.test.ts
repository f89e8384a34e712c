import { describe, expect, it } from 'vitest';
import { encode } from '../../../sandbox/ringcentral/media/mulaw.js';
import { chance } from '../../../sandbox/ringcentral/random.js';
import { delivered } from '../../../sandbox/ringcentral/sound/delivery.js';

const clip = encode(Float64Array.from({ length: 16_000 }, (_, i) => 9_000 * Math.sin((2 * Math.PI * 300 * i) / 8_000)));

describe('a sentence as an agent says it', () => {
  it('is the same for one agent of one seed', () => {
    expect(delivered(clip, chance(1, 'delivery 3'))).toEqual(delivered(clip, chance(1, 'delivery 3')));
  });

  it('is no two agents’ alike, and within 13 % of its length', () => {
    const all = Array.from({ length: 50 }, (_, i) => delivered(clip, chance(1, `delivery ${i}`)));
    expect(new Set(all.map((one) => one.toString())).size).toBe(50);
    for (const one of all) expect(Math.abs(one.length / clip.length - 1)).toBeLessThan(0.13);
  });
});
