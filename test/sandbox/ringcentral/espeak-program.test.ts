import { expect, it, vi } from 'vitest';
import { espeak } from '../../../sandbox/ringcentral/sound/espeak-program.js';

it('says the same words in the same samples, whatever the time', async () => {
  const args = ['-v', 'en-us+f3', '--phonout', 'phonemes', 'Please hold.'];
  const saidAt = (time: number) => {
    vi.setSystemTime(time);
    return espeak(args);
  };
  try {
    const first = await saidAt(1_000_000_000_000);
    expect(first.length).toBeGreaterThan(10_000);
    expect(Buffer.compare(await saidAt(1_777_777_777_777), first)).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
