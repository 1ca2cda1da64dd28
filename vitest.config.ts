import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { CountsReporter } from './test/support/counts-reporter.ts';
import { SlowestFirst } from './test/support/slowest-first.ts';

const ACCEPTANCE = 'test/**/*.acceptance.test.ts';
const SECOND = 1000;

// Programs of ours that tests start compile what they load once, not each of them again; they are started by vitest's
// own processes, which have to begin with it: https://nodejs.org/api/module.html#module-compile-cache
process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');

// Two projects, so that any file named on the command line runs. `unit` (`npm test`) needs only Node, git and python3,
// and stays under two minutes. `acceptance` needs more parts or more time: all that goes through the stand-ins for
// GitHub and its Actions, what makes real Python environments, what trains, what compares or draws in processes of its
// own, and what is killed or asked from outside while it runs, a program of its own for each command.
export default defineConfig({
  test: {
    pool: 'forks',
    // V8 makes its room for new objects larger and smaller all the time, and a processor of two is no help to the other in
    // collecting garbage: with these flags the suite takes a twentieth less of their time.
    execArgv: ['--single-threaded-gc', '--max-semi-space-size=16', '--min-semi-space-size=16'],
    // More than there are processors: many tests wait for processes of their own.
    maxWorkers: 3,
    sequence: { sequencer: SlowestFirst },
    reporters: ['default', new CountsReporter()],
    globalSetup: ['test/support/folder-of-run.ts', 'test/support/real-python.ts'],
    // Node loads our sources as they are, as it does when the App runs: Vite would write each use of an import as a look
    // into an object, which costs the kernel's properties a third of their time. None of our modules is mocked.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // A process of its own for each file took a quarter of the time. What a test sets outside of itself it puts
          // back (`vi.unstubAllEnvs`, `onTestFinished`).
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ACCEPTANCE],
          testTimeout: 60 * SECOND,
          hookTimeout: 60 * SECOND,
        },
      },
      {
        extends: true,
        test: {
          name: 'acceptance',
          include: [ACCEPTANCE],
          testTimeout: 600 * SECOND,
          hookTimeout: 300 * SECOND,
        },
      },
    ],
  },
});
