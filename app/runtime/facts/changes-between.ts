import { changedParts } from '../../compile/cache/changed-parts.ts';
import { ownPartsIn } from '../../compile/cache/parts-in.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunDifferences } from '../../reports/view/run-differences.ts';
import type { Store } from '../ports/store.ts';

type Ran = { readonly run: string; readonly rows: readonly StepRow[] };

/** Of more steps nobody reads what changed. */
const MOST_STEPS = 50;

/** What the steps of two runs were made of differently, beside files and params, which are told of whole runs; cells are left out. */
export async function changesBetween(
  { cache }: Pick<Store, 'cache'>,
  before: Ran,
  after: Ran,
): Promise<RunDifferences['steps']> {
  const then = new Map(before.rows.map((row) => [row.key, row]));
  const both = after.rows.flatMap((row) => {
    const was = then.get(row.key);
    return was === undefined || row.role !== 'single' ? [] : [{ was, row }];
  });
  const partsOf = async (run: string, { takenFrom, key }: StepRow) => {
    const kept = await cache.partsOf(takenFrom?.run ?? run, takenFrom?.key ?? key);
    return kept === null ? null : ownPartsIn(kept.parts);
  };
  const told = await Promise.all(
    both.slice(0, MOST_STEPS).map(async ({ was, row }) => {
      const [old, now] = await Promise.all([partsOf(before.run, was), partsOf(after.run, row)]);
      const changes = old === null || now === null ? [] : changedParts(old, now);
      return { step: row.stepId, changes };
    }),
  );
  return told.filter(({ changes }) => changes.length > 0);
}
