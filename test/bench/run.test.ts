import { describe, expect, it } from 'vitest';
import { figure, inVain, spread } from '../../bench/figures.js';
import { type Measure, type RunOptions, runParts } from '../../bench/run.js';

async function run(parts: Readonly<Record<string, Measure>>, options: Partial<RunOptions> = {}) {
  const printed: string[] = [];
  const noted: string[] = [];
  const code = await runParts(parts, {
    brief: false,
    json: false,
    print: (text) => printed.push(text),
    note: (line) => noted.push(line),
    ...options,
  });
  return { code, printed: printed.join('\n'), noted };
}

const measures =
  (...figures: Awaited<ReturnType<Measure>>): Measure =>
  async () =>
    figures;

describe('a run of the bench', () => {
  it('succeeds when everything was measured, whether or not an aim was missed', async () => {
    const { code, printed, noted } = await run({
      quick: measures(...spread('answer', [10, 20, 400], { p95: 150 }), inVain('answers that never came', 0, 3)),
    });
    expect(code).toBe(0);
    expect(printed).toContain('NOT MET');
    expect(noted).toEqual([]);
  });

  it('fails with a sentence when a figure has no measurement behind it, and shows the others all the same', async () => {
    const { code, printed, noted } = await run({
      hunts: measures(figure('offer', 'ms', 900, 4, 2500), ...spread('transfer', [], { p95: 150 })),
    });
    expect(code).toBe(1);
    expect(printed).toMatch(/offer +900 ms +≤ 2500 ms +met/);
    expect(printed).toMatch(/transfer, p95 +– +≤ 150 ms +NOT MEASURED/);
    expect(noted).toEqual(['NO MEASUREMENT: hunts: Not measured: transfer, median; transfer, p95.']);
  });

  it('fails when more than a tenth of what was tried came to nothing', async () => {
    const hunts = (lost: number) =>
      measures(figure('offer', 'ms', 900, 24 - lost), inVain('hunts that reached nobody', lost, 24));
    expect((await run({ hunts: hunts(2) })).code).toBe(0);
    const { code, noted } = await run({ hunts: hunts(16) });
    expect(code).toBe(1);
    expect(noted).toEqual(['NO MEASUREMENT: hunts: Too little was measured: hunts that reached nobody: 16 of 24.']);
  });

  it('fails when a part gives no figure at all, or nothing was tried', async () => {
    expect((await run({ empty: measures() })).noted).toEqual(['NO MEASUREMENT: empty: Nothing was measured.']);
    expect((await run({ empty: measures() })).code).toBe(1);
    expect((await run({ untried: measures(inVain('hunts that reached nobody', 0, 0)) })).code).toBe(1);
  });

  it('tells why a part broke off, and goes on with the next', async () => {
    const { code, printed, noted } = await run({
      first: async () => {
        throw new Error('the bench failed', { cause: new Error('the line was refused') });
      },
      second: measures(figure('quick', 'ms', 1, 1)),
    });
    expect(code).toBe(1);
    expect(printed).toContain('quick');
    expect(noted).toEqual(['NO MEASUREMENT: first: the line was refused (the bench failed)']);
  });

  it('asks each part for its short form when it is to be brief', async () => {
    const asked: boolean[] = [];
    const part: Measure = async (_note, brief) => {
      asked.push(brief);
      return [figure('quick', 'ms', 1, 1)];
    };
    await run({ part });
    await run({ part }, { brief: true });
    expect(asked).toEqual([false, true]);
  });

  it('gives figures, the load of the machine and failures as JSON', async () => {
    const { printed } = await run(
      { part: measures(figure('quick', 'ms', 1, 1), figure('none', 'ms', undefined, 0)) },
      { json: true },
    );
    expect(JSON.parse(printed)).toMatchObject({
      figures: [{ name: 'quick', value: 1 }, { name: 'none' }],
      load: { cores: expect.any(Number), before: expect.any(Number), after: expect.any(Number) },
      failures: ['part: Not measured: none.'],
    });
  });
});
