import { defineConfig } from 'vitest/config';
import { TallyReporter } from './test/support/tally-reporter.ts';

// `npm test` needs only Node, git and python3; what needs more lives in *.acceptance.test.ts.
const acceptance = process.env['MLP_ACCEPTANCE'] === '1';

export default defineConfig({
  test: {
    include: acceptance ? ['test/**/*.acceptance.test.ts'] : ['test/**/*.test.ts'],
    exclude: acceptance ? [] : ['test/**/*.acceptance.test.ts'],
    testTimeout: acceptance ? 600_000 : 60_000,
    hookTimeout: acceptance ? 300_000 : 60_000,
    pool: 'forks',
    // More than there are processors: many tests wait for processes of their own.
    maxWorkers: 3,
    reporters: ['default', new TallyReporter()],
  },
});
