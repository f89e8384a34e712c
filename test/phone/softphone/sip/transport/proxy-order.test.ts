import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SipProxy } from '../../../../../src/phone/softphone/sip/softphone.js';
import { ProxyOrder } from '../../../../../src/phone/softphone/sip/transport/proxy-order.js';

const proxy = (region: string, n = 1): SipProxy => ({
  region,
  address: `${region.toLowerCase()}${n}.example.com:5096`,
});
const [emea, apac, na, latam] = [proxy('EMEA'), proxy('APAC'), proxy('NA'), proxy('LATAM')];
/** In the order in which the real list was seen. */
const LIST = [emea, apac, na, latam];

function ordered(options: { region?: string; failedBefore?: readonly string[]; proxies?: readonly SipProxy[] } = {}) {
  const clock = { ms: 0 };
  const { region, failedBefore = [], proxies = LIST } = options;
  return { clock, order: new ProxyOrder({ proxies, region, failedBefore, now: () => clock.ms }) };
}

describe('the proxy that is tried next', () => {
  it('is the one of the preferred region, however it is written, then all others at once', () => {
    const { order } = ordered({ region: 'na' });
    expect(order.next()).toEqual([na]);
    expect(order.hasOther([na])).toBe(true);
    order.failed(na);
    expect(order.next()).toEqual([emea, apac, latam]);
    expect(order.hasOther([emea, apac, latam])).toBe(false);
  });

  it('is each of a region in turn before the others', () => {
    const second = proxy('NA', 2);
    const { order } = ordered({ region: 'NA', proxies: [...LIST, second] });
    order.failed(na);
    expect(order.next()).toEqual([second]);
  });

  it('is whichever connects first when none is of the region, or none is preferred', () => {
    expect(ordered({ region: 'quickest' }).order.next()).toEqual(LIST);
    expect(ordered().order.next()).toEqual(LIST);
  });

  it('is none once all have failed, and each again in the next round', () => {
    const { order } = ordered({ region: 'NA' });
    for (const one of LIST) order.failed(one);
    expect(order.next()).toEqual([]);
    expect(order.failedCount).toBe(4);
    order.beginRound();
    // All at once points to our own network: the near one comes first again.
    expect(order.next()).toEqual([na]);
    expect(order.failedCount).toBe(4);
  });

  it('is the one that worked, for as long as it works', () => {
    const { order, clock } = ordered({ region: 'NA' });
    order.failed(na);
    order.works(latam);
    expect(order.failedCount).toBe(0);
    clock.ms += 3_600_000;
    expect(order.next()).toEqual([latam]);
    order.failed(latam);
    expect(order.next()).toEqual([na]);
  });

  it('is last one that failed lately, on this line or on another', () => {
    const { order, clock } = ordered({ region: 'NA', failedBefore: [na.address] });
    expect(order.next()).toEqual([emea, apac, latam]);
    for (const one of [emea, apac, latam]) order.failed(one);
    expect(order.next()).toEqual([na]);
    order.beginRound();
    clock.ms += 3_600_000;
    expect(order.next()).toEqual([na]);
  });

  it('leaves none out before the round is over, whatever fails', () => {
    const failing = fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(failing, fc.option(fc.constantFrom('NA', 'APAC', 'XX'), { nil: undefined }), (picks, region) => {
        const { order } = ordered({ ...(region && { region }) });
        const tried: SipProxy[] = [];
        for (let step = 0; step < LIST.length; step++) {
          const next = order.next();
          const one = next[(picks[step % picks.length] ?? 0) % next.length];
          if (one === undefined) throw new Error('nothing to try before all have failed');
          order.failed(one);
          tried.push(one);
        }
        expect(new Set(tried)).toEqual(new Set(LIST));
        expect(order.next()).toEqual([]);
      }),
    );
  });
});
