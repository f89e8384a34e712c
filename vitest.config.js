import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// Tests run compiled (build/test): worker threads then load the very files that production loads.
if (!existsSync('build/test/support/fast-files.js')) throw new Error('Build first: npm run build.');
const { testFiles } = await import('./build/test/support/fast-files.js');
const { fast, whole } = testFiles('build/test');

// Bounds for what hangs, not for what is slow: a busy machine may take ten times as long.
const common = {
  testTimeout: 240_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 60_000, interval: 20 } },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'fast',
          // A new file counts as fast until the next start.
          include: ['build/test/**/*.test.js'],
          exclude: ['node_modules', ...whole],
          setupFiles: ['build/test/support/nothing-opens.js'],
          pool: 'threads',
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'whole',
          include: ['build/test/**/*.test.js'],
          exclude: ['node_modules', 'build/test/play/**', ...fast],
          pool: 'forks',
          // Most of these wait most of the time.
          maxWorkers: 5,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: 'play',
          include: ['build/test/play/**/*.test.js'],
          exclude: ['node_modules', ...fast],
          pool: 'forks',
          // People, agents and audio of the practice world keep real time: a few at once, each of which needs a quarter of a core.
          maxWorkers: 2,
          maxConcurrency: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
