import type { MetricsSpec, Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Side } from '../../reports/report/report.ts';
import type { StoreReads } from '../ports/store.ts';
import { evaluationChanges } from './evaluation-changes.ts';

export type DifferenceDeps = {
  readonly store: Pick<StoreReads, 'runs' | 'cache'>;
  /** The files that changed since what a side measured; empty: none, or too many to be told. Null: nobody knows. */
  readonly pathsSince: (side: Side) => Promise<readonly string[] | null>;
};

type Judged = {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly step: PlanStep;
};

/** The sides with why what they measured may not be compared. */
export async function withDifferences(
  deps: DifferenceDeps,
  judged: Judged,
  sides: readonly Side[],
): Promise<readonly Side[]> {
  const { header, step } = judged;
  const runs = sides.flatMap(({ run, found }) =>
    run === null || found.type !== 'measured' || run.id === header.id ? [] : [run.id],
  );
  if (runs.length === 0) return sides;
  const rows = await deps.store.runs.rows([...new Set([header.id, ...runs])], [step.id]);
  const then = new Map(rows.map(({ run, row }) => [run, row]));
  const now = then.get(header.id);
  if (now === undefined) return sides;
  return Promise.all(
    sides.map(async (side) => {
      const was = side.run === null ? undefined : then.get(side.run.id);
      if (side.run === null || was === undefined) return side;
      const changes = await evaluationChanges(deps.store, {
        plan: judged.plan,
        judged: step,
        paths: await deps.pathsSince(side),
        now: { run: header.id, row: now },
        was: { run: side.run.id, row: was },
      });
      const otherwise = [...(await goalsChanged(deps, side.run.id, step)), ...changes];
      return otherwise.length === 0 ? side : { ...side, otherwise };
    }),
  );
}

/** Which way is better is said by the pull request: what it turns round is no better for that. */
async function goalsChanged(
  { store }: Pick<DifferenceDeps, 'store'>,
  run: string,
  { id, metrics }: PlanStep,
): Promise<readonly string[]> {
  const header = await store.runs.header(run);
  const plan = header === null ? null : await store.runs.plan(header.plan);
  const before = plan?.steps.find((step) => step.id === id)?.metrics;
  if (before == null || metrics === null) return [];
  const now = goalsOf(metrics);
  const turned = [...goalsOf(before)].some(([name, goal]) => (now.get(name) ?? goal) !== goal);
  const isOther = before.primary !== null && before.primary !== metrics.primary;
  return [
    ...(turned ? ['which way is better was turned round'] : []),
    ...(isOther ? [`the primary metric was ${before.primary}`] : []),
  ];
}

function goalsOf({ maximize, minimize }: MetricsSpec): ReadonlyMap<string, 'up' | 'down'> {
  return new Map([
    ...maximize.map((name) => [name, 'up'] as const),
    ...minimize.map((name) => [name, 'down'] as const),
  ]);
}
