import type { MetricsSpec, Plan, PlanStep } from '../../domain/plan.ts';
import type { StoreReads } from '../ports/store.ts';
import { otherwiseThanOnServer, toldOfRun } from './than-on-server.ts';
import {
  evaluationChanges,
  type EvaluationDeps,
  type JudgedIn,
  type JudgedRow,
} from './evaluation-changes.ts';

export type OtherwiseDeps = EvaluationDeps & { readonly store: Pick<StoreReads, 'runs' | 'cache'> };

/** Why what a step measured may not be compared with what it measured in another run. Empty: nothing is known of that. */
export async function whyOtherwise(
  deps: OtherwiseDeps,
  judged: JudgedRow,
  run: string,
): Promise<readonly string[]> {
  const { header: now, plan, step, row } = judged;
  if (run === now.id) return [];
  const { store } = deps;
  const told = toldOfRun(now, run);
  if (told !== null) return otherwiseThanOnServer(deps, judged, told);
  const header = await store.runs.header(run);
  if (header === null) return [];
  const rows = (await store.runs.rows([run], [...new Set([row.key, step.id])])).map(
    (found) => found.row,
  );
  const was = rows.find(({ key }) => key === row.key) ?? rows[0];
  const then = await store.runs.plan(header.plan);
  const changes =
    was === undefined
      ? []
      : await evaluationChanges(deps, {
          plan,
          judged: step,
          before: judgedIn(then, step),
          now: { header: now, row },
          was: { header, row: was },
        });
  return [...goalsChanged(then, step), ...changes];
}

/** The same step in another plan; null: it has none, or is not kept. */
export function judgedIn(plan: Plan | null, { id }: PlanStep): JudgedIn | null {
  const judged = plan?.steps.find((step) => step.id === id);
  return plan === null || judged === undefined ? null : { plan, judged };
}

/** Which way is better is said by the pull request: what it turns round is no better for that. */
function goalsChanged(then: Plan | null, { id, metrics }: PlanStep): readonly string[] {
  const before = then?.steps.find((step) => step.id === id)?.metrics;
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
