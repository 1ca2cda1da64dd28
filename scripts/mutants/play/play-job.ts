/** A process of its own: `node play-job.ts JOB` plays it to its end, or until it is killed. */
import { appendFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createVitest, type TestSpecification } from 'vitest/node';
import { plant } from '../plant.ts';
import { JOB, type Entry, type Job } from './job.ts';
import { readJson } from './read-json.ts';

const [path = ''] = process.argv.slice(2);
const job = readJson<Job>(path);
const root = process.cwd();
const HOUR_MS = 3_600_000;

class AsAsked {
  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }

  sort(files: TestSpecification[]): TestSpecification[] {
    const placeOf = ({ moduleId }: TestSpecification) =>
      job.files.indexOf(relative(root, moduleId));
    return files.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

const vitest = await createVitest(
  'test',
  {
    root,
    config: false,
    watch: false,
    include: [...job.files],
    env: { [JOB]: path },
    runner: join(import.meta.dirname, 'mutant-runner.ts'),
    reporters: [{}],
    // One process and one set of modules for all of them: see `mutant-runner.ts`.
    pool: 'forks',
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    sequence: { sequencer: AsAsked },
    // It would keep sources as they were planted for another run.
    fsModuleCache: false,
    // Whoever started this process ends what hangs.
    testTimeout: HOUR_MS,
    hookTimeout: HOUR_MS,
  },
  {
    plugins: [
      {
        name: 'mutants',
        enforce: 'pre',
        transform: (text: string, id: string) => {
          const file = relative(root, id);
          return job.sources.includes(file) ? { code: plant(file, text).code, map: null } : null;
        },
      },
    ],
  },
);
await vitest.start();
const broken = vitest.state.getTestModules().filter((module) => module.errors().length > 0);
const end: Entry = {
  type: 'end',
  broken: broken.map(({ moduleId }) => relative(root, moduleId)),
};
appendFileSync(job.journal, `${JSON.stringify(end)}\n`);
await vitest.close();
process.exit();
