import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Looks } from '../../reports/report/report.ts';
import { partsOf } from '../baselines/evaluation-changes.ts';
import { measuringRow } from '../baselines/measuring-row.ts';
import type { LookQuestion } from '../ports/looks.ts';
import type { StoreReads } from '../ports/store.ts';
import { testDataOf } from './test-data-of.ts';

type Evaluated = { readonly header: RunHeader; readonly plan: Plan; readonly step: PlanStep };

/** How often anybody evaluated on the data that a step of a run was; null: nobody knows. */
export async function looksOf(
  store: Pick<StoreReads, 'runs' | 'cache' | 'looks'>,
  { header, plan, step }: Evaluated,
): Promise<Looks | null> {
  const row = await measuringRow(store, header.id, step.id);
  const parts = row === null ? null : await partsOf(store, header.id, row);
  const digest = parts === null ? null : testDataOf(plan, step, parts);
  if (digest === null) return null;
  const looks = await store.looks.count({ ...lookerOf(header), digest });
  // From before they were counted.
  return looks.ever === 0 ? null : looks;
}

/** Who looks: all that runs of one repository look at is counted together, whoever wrote their code. */
export function lookerOf({ hosted }: RunHeader): Pick<LookQuestion, 'repository' | 'pull'> {
  return { repository: hosted?.repository.id ?? 0, pull: hosted?.pull ?? null };
}
