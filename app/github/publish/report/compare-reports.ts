import type { PlanStep } from '../../../domain/plan.ts';
import type { ToldRun } from '../../../reports/check/page-story.ts';
import { makeReport } from '../../../reports/report/make-report.ts';
import type { Report, Side } from '../../../reports/report/report.ts';
import { reportedStep } from '../../../reports/report/reported-step.ts';
import { runNumber } from '../../../reports/words/run-words.ts';
import { measuredBy } from '../../../runtime/baselines/load-sides.ts';
import { withDifferences } from '../../../runtime/baselines/with-differences.ts';
import { withTrainings } from '../../../runtime/trainings/with-trainings.ts';
import { comparedSides } from './compared-sides.ts';
import type { ReportDeps } from './load-report.ts';

/** A run's report beside what another run measured, by the same rules as beside the default branch. Null: it measured nothing that it is judged by. */
export async function compareReports(
  deps: ReportDeps,
  { view, plan, header }: ToldRun,
  other: ToldRun,
): Promise<Report | null> {
  const step = reportedStep(view, plan);
  const planned = plan.steps.find(({ id }) => id === step?.id);
  if (step === null || planned === undefined) return null;
  const side = await sideOf(deps, other, planned);
  const { examples, slices } = step;
  const { sides, measured } = await comparedSides(
    deps,
    { header, step: planned, examples, slices, learned: [] },
    await withDifferences(deps, { header, plan, step: planned }, [side]),
  );
  const { sides: told, training } = await withTrainings(
    deps,
    { header, plan, step: planned },
    sides,
  );
  return makeReport(step, plan, told, { measured, training });
}

async function sideOf(deps: ReportDeps, { header, view }: ToldRun, step: PlanStep): Promise<Side> {
  const now = deps.clock.now();
  const found = await deps.store.baselines.inRun(header.id, { key: step.id, now });
  return {
    name: `#${runNumber(view)}`,
    is: 'run',
    version: null,
    ...(await measuredBy(deps, found, step)),
  };
}
