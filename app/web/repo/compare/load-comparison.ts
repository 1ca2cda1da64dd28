import type { RepositoryRef } from '../../../domain/hosted.ts';
import type { Report } from '../../../reports/report/report.ts';
import type { RunDifferences } from '../../../reports/view/run-differences.ts';
import { changesBetween } from '../../../runtime/facts/changes-between.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import type { Html } from '../../frame/document.ts';
import type { LoadedRun } from '../../run/load-run.ts';
import type { PlotsDeps } from '../../run/plots/plots-section.ts';
import { picturesBeside } from './pictures-beside.ts';

/** Two runs beside each other. */
export type Comparison = {
  readonly before: LoadedRun;
  readonly after: LoadedRun;
  /** What the later one measured beside the earlier; null: it measured nothing that it is judged by. */
  readonly report: Report | null;
  readonly steps: RunDifferences['steps'];
  /** Curves and plots over each other; null: there are none. */
  readonly pictures: Html | null;
};

/** What two runs measured, and what they were made of. */
export async function loadComparison(
  deps: PlotsDeps & Pick<PagesDeps, 'compare'>,
  repository: RepositoryRef,
  { before, after }: Pick<Comparison, 'before' | 'after'>,
): Promise<Comparison> {
  const { store, compare } = deps;
  const [report, steps, pictures] = await Promise.all([
    compare(after, before),
    changesBetween(
      store,
      { run: before.header.id, rows: before.steps },
      { run: after.header.id, rows: after.steps },
    ),
    picturesBeside(deps, repository, { before, after }),
  ]);
  return { before, after, report, steps, pictures };
}
