import { defineConfig } from 'vitest/config';

// Tests run compiled (build/test): worker threads then load the very files that production loads.
export default defineConfig({
  test: {
    include: ['build/test/**/*.test.js'],
    exclude: ['node_modules'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
  },
});
