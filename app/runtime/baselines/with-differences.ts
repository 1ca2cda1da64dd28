import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Side } from '../../reports/report/report.ts';
import { measuringRow } from './measuring-row.ts';
import { toldOfRun } from './than-on-server.ts';
import { whyOtherwise, type OtherwiseDeps } from './why-otherwise.ts';

type Judged = {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly step: PlanStep;
};

/** The sides with why what they measured may not be compared, or that nobody knows whether it may. */
export async function withDifferences(
  deps: OtherwiseDeps,
  judged: Judged,
  sides: readonly Side[],
): Promise<readonly Side[]> {
  const { header, step } = judged;
  const row = await measuringRow(deps.store, header.id, step.id);
  if (row === null) return sides;
  return Promise.all(
    sides.map(async (side) => {
      if (side.run === null || side.found.type !== 'measured') return side;
      const otherwise = await whyOtherwise(deps, { ...judged, row }, side.run.id);
      if (otherwise.length > 0) return { ...side, otherwise };
      const told = toldOfRun(header, side.run.id);
      const isOff =
        step.cache === null ||
        (told === null ? await wasOff(deps, step, side.run.id) : told.parts === null);
      return isOff ? { ...side, hasNoKey: true as const } : side;
    }),
  );
}

/** Whether another run's plan has the cache of the step off. */
async function wasOff({ store }: OtherwiseDeps, { id }: PlanStep, run: string): Promise<boolean> {
  const header = await store.runs.header(run);
  const plan = header === null ? null : await store.runs.plan(header.plan);
  return plan?.steps.find((step) => step.id === id)?.cache === null;
}
