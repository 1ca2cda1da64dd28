import { defineConfig } from 'vitest/config';
import { TallyReporter } from './test/support/tally-reporter.ts';

// `npm test` needs only Node, git and python3, and stays under two minutes. `npm run test:acceptance` runs what needs
// more parts (*.acceptance.test.ts) or more time: all that goes through the stand-ins for GitHub and its Actions.
const acceptance = process.env['MLP_ACCEPTANCE'] === '1';
const ACCEPTANCE = [
  'test/**/*.acceptance.test.ts',
  'test/doubles/**/*.test.ts',
  'test/github/ingress*.test.ts',
  'test/github-egress/**/*.test.ts',
  'test/action-main/**/*.test.ts',
];

export default defineConfig({
  test: {
    include: acceptance ? ACCEPTANCE : ['test/**/*.test.ts'],
    exclude: acceptance ? [] : ACCEPTANCE,
    testTimeout: acceptance ? 600_000 : 60_000,
    hookTimeout: acceptance ? 300_000 : 60_000,
    pool: 'forks',
    // More than there are processors: many tests wait for processes of their own.
    maxWorkers: 3,
    reporters: ['default', new TallyReporter()],
  },
});
