import type { Report } from '../../../reports/report/report.ts';
import type { RunDifferences } from '../../../reports/view/run-differences.ts';
import { changesBetween } from '../../../runtime/facts/changes-between.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import type { LoadedRun } from '../../run/load-run.ts';

/** Two runs beside each other. */
export type Comparison = {
  readonly before: LoadedRun;
  readonly after: LoadedRun;
  /** What the later one measured beside the earlier; null: it measured nothing that it is judged by. */
  readonly report: Report | null;
  readonly steps: RunDifferences['steps'];
};

/** What two runs measured, and what they were made of. */
export async function loadComparison(
  { store, compare }: Pick<PagesDeps, 'store' | 'compare'>,
  before: LoadedRun,
  after: LoadedRun,
): Promise<Comparison> {
  const [report, steps] = await Promise.all([
    compare(after, before),
    changesBetween(
      store,
      { run: before.header.id, rows: before.steps },
      { run: after.header.id, rows: after.steps },
    ),
  ]);
  return { before, after, report, steps };
}
