import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Log } from '../../../src/hunter/base/log.js';
import { loadDestinations } from '../../../src/hunter/destinations/destinations.js';
import { toE164, whyNotDialable } from '../../../src/hunter/destinations/dialable.js';
import {
  createOwnDestinations,
  type OwnDestinations,
  whyNotListed,
} from '../../../src/hunter/destinations/own-destinations.js';
import { PRESETS } from '../../../src/hunter/destinations/presets.js';
import type { Store } from '../../../src/hunter/ports/store.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import { destination as practice } from '../support/fixtures.js';

const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
const checked = { sure: 'medium', on: '2026-05-13' } as const;
const irs = { name: 'IRS e-help desk', number: '+18662550654', checked };
const memory = () => createMemoryStore({ retentionMs: 1_000 });

async function listOn(store: Store, base = loadDestinations()): Promise<OwnDestinations> {
  const own = createOwnDestinations({ base, store, log });
  await own.start();
  own.stop();
  return own;
}

describe('the list with the admins’ changes', () => {
  it('has what they add, under an id made from the name, in every process and after a restart', async () => {
    const store = memory();
    const own = await listOn(store);
    const added = await own.add(irs);
    expect(added).toEqual({ ...irs, id: 'irs-e-help-desk', menu: [] });
    expect((await listOn(store)).get('irs-e-help-desk')).toEqual(added);
    expect(own.all()).toHaveLength(PRESETS.length + 1);
    await expect(own.add({ ...irs, name: 'irs E-Help desk' })).rejects.toThrow(
      'There is already a destination named “IRS e-help desk”',
    );
    expect((await own.add({ ...irs, name: '¿?' })).id).toBe('line');
  });

  it('keeps the menu script of a preset whose number or hours they change', async () => {
    const own = await listOn(memory());
    const pps = own.get('pps');
    await own.edit({ id: 'pps', name: 'PPS', number: '+18662550654', checked });
    expect(own.get('pps')).toEqual({ id: 'pps', name: 'PPS', number: '+18662550654', menu: pps?.menu, checked });
    expect(own.all()[0]?.id).toBe('pps');
    await expect(own.edit({ id: 'nobody', ...irs })).rejects.toThrow('already removed');
  });

  it('never reuses the id of a removed one, since what was taught for it stays', async () => {
    const own = await listOn(memory());
    const { id } = await own.add(irs);
    await own.remove(id);
    expect(own.get(id)).toBeUndefined();
    expect((await own.add(irs)).id).toBe(`${id}-2`);
    await own.remove('pps');
    expect(own.all().some((each) => each.id === 'pps')).toBe(false);
  });

  it('keeps the last destination', async () => {
    const own = await listOn(
      memory(),
      loadDestinations(JSON.stringify([practice, ...PRESETS.map(({ id }) => ({ preset: id, off: true }))])),
    );
    await expect(own.remove('practice')).rejects.toThrow('The last destination cannot be removed');
    expect(own.all()).toHaveLength(1);
  });

  it('refuses practice numbers, but lets a file’s destination keep its own', async () => {
    const own = await listOn(memory(), loadDestinations(JSON.stringify([practice])));
    await expect(own.add({ ...irs, number: '+18005550199' })).rejects.toThrow('only come from a destinations file');
    expect((await own.edit({ id: 'practice', name: 'Practice', number: practice.number, checked })).menu).toHaveLength(
      2,
    );
  });

  it('never returns a number that may not be dialed, even if the store has one', async () => {
    const store = memory();
    const kept = { put: [{ ...irs, id: 'bad', number: '+19005551234' }], removed: [] };
    await store.set('shared:destinations', JSON.stringify(kept));
    const own = await listOn(store);
    expect(own.get('bad')).toBeUndefined();
    expect(own.all()).toHaveLength(PRESETS.length);
  });
});

describe('right before dialing', () => {
  it('only a number that is still on the list may be dialed', async () => {
    const own = await listOn(memory());
    const added = await own.add(irs);
    expect(whyNotListed(own, added)).toBeUndefined();
    expect(whyNotListed(own, { ...added, number: '+18008291040' })).toContain('number has changed');
    await own.remove(added.id);
    expect(whyNotListed(own, added)).toContain('removed from the list');
  });
});

describe('the one rule for numbers', () => {
  it.each([
    ['+12029111234', 'service number'],
    ['+12025551212', 'service number'],
    ['+12029501234', 'service number'],
    ['+12129765555', 'premium'],
    ['+19005551234', 'premium'],
    ['+15005550006', 'service number'],
    ['+15002000006', 'toll-free or ordinary'],
    // The metadata calls it toll-free: it is in the Dominican Republic.
    ['+18090000000', 'toll-free or ordinary'],
    ['+17005551234', 'toll-free or ordinary|not a valid|service'],
    ['+88213012345', 'not a US number'],
    ['+881612345678', 'not a US number'],
    ['+870773123456', 'not a US number'],
    ['+448450123456', 'not a US number'],
    ['+18095551234', 'toll-free or ordinary|service'],
    ['+18764567890', 'toll-free or ordinary'],
    ['+12423222222', 'toll-free or ordinary'],
    ['+911', 'number in the form'],
    ['+112', 'number in the form'],
    ['+988', 'number in the form'],
  ])('refuses %s', (number, why) => {
    expect(whyNotDialable(number, { practice: false })).toMatch(new RegExp(why));
  });

  it('accepts toll-free and ordinary numbers, as people type them', () => {
    for (const typed of ['1-800-829-1040', '(800) 829 1040', '+1 202 622 2000', '800.829.1040', '787-759-5100']) {
      expect(whyNotDialable(toE164(typed) ?? '', { practice: false }), typed).toBeUndefined();
    }
    for (const typed of ['', 'the IRS', '202 622 2000 ext. 5', '12']) {
      const number = toE164(typed);
      expect(number === undefined || whyNotDialable(number, { practice: false }) !== undefined, typed).toBe(true);
    }
  });

  it('accepts, whatever is typed, only +1 and an ordinary or toll-free number without a service code', () => {
    const typed = fc.oneof(
      fc.stringMatching(/^\+?[0-9 ().-]{3,18}$/),
      fc.stringMatching(/^1?[2-9][0-9]{9}$/),
      fc.stringMatching(/^(900|976|881|882|883|870|809|876|242|500|700|456)[0-9]{7}$/),
      fc.stringMatching(/^[2-9][0-9]{2}([2-9]11|976|555|950|958|959)[0-9]{4}$/),
    );
    let through = 0;
    fc.assert(
      fc.property(typed, (text) => {
        const number = toE164(text);
        if (number === undefined || whyNotDialable(number, { practice: false }) !== undefined) return;
        through += 1;
        expect(number).toMatch(/^\+1[2-9]\d{9}$/);
        expect(number).not.toMatch(
          /^\+1([2-9]11|900|500|700|456|809|829|849|876|242|246|268|284|345|441|473|649|664|721|758|767|784|868|869)/,
        );
        if (!/^\+18(00|33|44|55|66|77|88)/.test(number))
          expect(number).not.toMatch(/^\+1\d{3}([2-9]11|976|555|950|958|959)/);
      }),
      { numRuns: 3_000 },
    );
    expect(through).toBeGreaterThan(0);
  });
});
