import type { MetricsSpec, Plan, PlanStep } from '../../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../../domain/run/run.ts';
import type { Side } from '../../../reports/report/report.ts';
import { evaluationChanges } from '../../../runtime/baselines/evaluation-changes.ts';
import { messageOf } from '../../../../text/message-of.ts';
import type { PublishDeps } from '../publish-deps.ts';

type Judged = {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly steps: readonly StepRow[];
  readonly step: PlanStep;
};

/** The sides with why what they measured may not be compared. GitHub is asked nothing that was not asked to find them. */
export async function withDifferences(
  deps: Pick<PublishDeps, 'store' | 'filesSince' | 'warn'>,
  judged: Judged,
  sides: readonly Side[],
): Promise<readonly Side[]> {
  const { header, steps, step } = judged;
  const now = steps.find(({ key }) => key === step.id);
  const runs = sides.flatMap(({ run, found }) =>
    run === null || found.type !== 'measured' || run.id === header.id ? [] : [run.id],
  );
  if (now === undefined || runs.length === 0) return sides;
  const rows = await deps.store.runs.rows([...new Set(runs)], [step.id]);
  const then = new Map(rows.map(({ run, row }) => [run, row]));
  return Promise.all(
    sides.map(async (side) => {
      const was = side.run === null ? undefined : then.get(side.run.id);
      if (side.run === null || was === undefined) return side;
      const changes = await evaluationChanges(deps.store, {
        plan: judged.plan,
        judged: step,
        paths: side.is === 'merge-base' ? await pathsSince(deps, header) : null,
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
  { store }: Pick<PublishDeps, 'store'>,
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

/** Empty: they are too many to be told. Null: nobody was asked. */
async function pathsSince(
  { filesSince, warn }: Pick<PublishDeps, 'filesSince' | 'warn'>,
  header: RunHeader,
): Promise<readonly string[] | null> {
  try {
    const found = await filesSince(header);
    const isAll = found !== null && found.isComplete && found.count === found.files.length;
    return found === null ? null : isAll ? found.files.map(({ path }) => path) : [];
  } catch (error) {
    warn(`which files a run changes is not known: ${messageOf(error)}`, { run: header.id });
    return null;
  }
}
