import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/run/order.ts';

// Time-outs are there to tell what hangs from what is slow: a machine ten times slower still ends within them.
// Two projects: `unit` needs nothing but Node; `house` brings up one embedded PostgreSQL for its whole run.
export default defineConfig({
  test: {
    retry: 0,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks', // processes, so that a spec may send signals and change its own environment
    // One more than the smallest supported machine has processors: specs wait for databases, browsers and programs they start.
    maxWorkers: 3,
    // A worker reads the product once, and not once for each spec, which took a quarter of the run. So a spec leaves its process
    // as it found it: spies are restored after each file, what is stubbed is unstubbed, and what was opened is closed.
    isolate: false,
    sequence: { sequencer: LongestFirst },
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
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'house',
          include: ['test/**/*.spec.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
