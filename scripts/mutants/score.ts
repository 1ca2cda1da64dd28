import { dirname } from 'node:path';
import type { Mutant } from './plant.ts';
import type { Verdict } from './play/try-mutants.ts';

/** What stands between a stranger and a secret, or between an event and being lost: at least 90 of 100 are caught there. */
const STRICT = [
  'app/github/trust.ts',
  'app/github/approvals',
  'app/github/commands',
  'app/compile/grants',
  'app/compile/cache',
  'app/triggers',
  'app/github/events',
  'app/github/start',
  'app/github/publish',
  'app/github/dispatch',
  'app/api/claim',
  'app/runtime/approvals',
  'app/runtime/baselines',
  'app/runtime/promotion',
  'app/runtime/tested',
  'app/store/cache',
  'app/store/hosted/queues',
  'app/store/work',
];
const STRICT_PERCENT = 90;
const PERCENT = 80;

export type FolderScore = {
  readonly folder: string;
  readonly mutants: number;
  readonly caught: number;
  readonly survivors: readonly Mutant[];
  readonly percent: number;
  readonly atLeast: number;
};

/** How many of the mutants of each folder were caught, and how many have to be. What is answered is not counted. */
export function scoreFolders(
  tried: readonly Mutant[],
  verdicts: ReadonlyMap<string, Verdict>,
): readonly FolderScore[] {
  const folders = Map.groupBy(tried, ({ file }) => (STRICT.includes(file) ? file : dirname(file)));
  return [...folders].map(([folder, mutants]) => {
    const survivors = mutants.filter(({ id }) => verdicts.get(id) !== 'caught');
    const caught = mutants.length - survivors.length;
    const percent = (caught / mutants.length) * 100;
    const isStrict = STRICT.some((strict) => `${folder}/`.startsWith(`${strict}/`));
    const atLeast = isStrict ? STRICT_PERCENT : PERCENT;
    return { folder, mutants: mutants.length, caught, survivors, percent, atLeast };
  });
}
