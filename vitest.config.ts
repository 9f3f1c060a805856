import { defineConfig } from 'vitest/config';

// Two projects: `unit` needs nothing but Node; `house` brings up one embedded PostgreSQL for its whole run.
export default defineConfig({
  test: {
    retry: 0,
    pool: 'forks', // processes, so that a spec may send signals and change its own environment
    maxWorkers: 2, // what the smallest supported machine has
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'contracts/**/*.spec.ts',
            'domain/**/*.spec.ts',
            'projections/**/*.spec.ts',
            'services/**/*.spec.ts',
          ],
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'house',
          include: ['test/**/*.spec.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
