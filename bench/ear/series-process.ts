import { runSeries, type SeriesOptions } from './series.js';

/** One seed's calls in a process of its own, so that its CPU time is known whatever runs beside it. */
process.once('message', async (options: SeriesOptions) => {
  try {
    const results = await runSeries(options, (line) => process.stderr.write(`${line}\n`));
    process.send?.({ results }, () => process.exit(0));
  } catch (error) {
    process.send?.({ failed: error instanceof Error ? error.message : String(error) }, () => process.exit(1));
  }
});
