import type { Machine } from '../../runner-provisioner/machine/machine.ts';
import type { Plan, PlanStep } from '../domain/plan.ts';
import { stepIdOf } from '../domain/cell.ts';
import type { AttemptRow, Instant, RunHeader, StepRow } from '../domain/run/run.ts';
import { storedExamples } from '../domain/kept-examples.ts';
import { costOfJob } from './cost-of-job.ts';
import { costOfMachine } from './cost-of-machine.ts';
import { costOfPart, NO_COST, sumCosts, type Cost } from './cost.ts';
import { jobRunner } from './job-runner.ts';

/** The rows of a run from which follows what it cost. */
export type CostedRun = {
  readonly header: Pick<RunHeader, 'hosted'>;
  readonly plan: Pick<Plan, 'steps'>;
  readonly steps: readonly Pick<StepRow, 'key' | 'attempt' | 'cached' | 'result' | 'examples'>[];
  readonly attempts: readonly AttemptRow[];
  /** All that its attempts were given. */
  readonly machines: readonly Machine[];
};

/** What each attempt of a run cost until now, by `costKey`. */
export function costsOfRun(run: CostedRun, now: Instant): ReadonlyMap<string, Cost> {
  const planned = new Map(run.plan.steps.map((step) => [step.id, step]));
  const machines = Map.groupBy(run.machines, ({ attempt }) =>
    costKey({ key: attempt.key, number: attempt.attempt }),
  );
  const rows = new Map(run.steps.map((row) => [row.key, row]));
  return new Map(
    run.attempts.map((attempt) => {
      const key = costKey(attempt);
      const step = planned.get(stepIdOf(attempt.key)) ?? null;
      const parts = [
        costOfPlace(attempt, { step, machines: machines.get(key) ?? [], header: run.header }, now),
        costOfVerdicts(attempt, rows.get(attempt.key)),
      ];
      return [key, sumCosts(parts)];
    }),
  );
}

export function costKey({ key, number }: Pick<AttemptRow, 'key' | 'number'>): string {
  return `${number} ${key}`;
}

type Place = Pick<CostedRun, 'header' | 'machines'> & { readonly step: PlanStep | null };

/** Of several machines that came to nothing before the one that it ran on, each was paid for. */
function costOfPlace(attempt: AttemptRow, { step, machines, header }: Place, now: Instant): Cost {
  const { startedAt, endedAt } = attempt;
  if (machines.length > 0) {
    const last = machines.toSorted((a, b) => (a.id < b.id ? -1 : 1)).at(-1);
    const work = startedAt === null ? null : { from: startedAt, to: endedAt };
    return sumCosts(
      machines.map((machine) => costOfMachine(machine, machine === last ? work : null, now)),
    );
  }
  if (startedAt === null) return NO_COST;
  if (header.hosted === undefined) return costOfPart('own-runner', 0);
  const { isPublic = true } = header.hosted.repository;
  return costOfJob(jobRunner(step), { ms: Math.max((endedAt ?? now) - startedAt, 0), isPublic });
}

/** What the verdicts say that they cost, where this attempt had them made. */
function costOfVerdicts({ number }: AttemptRow, row: CostedRun['steps'][number] | undefined): Cost {
  if (row === undefined || row.cached || row.attempt !== number) return NO_COST;
  const cost = storedExamples(row.examples)?.judge?.cost;
  if (cost === undefined || cost.dollars === null) return NO_COST;
  const { dollars, unsaid } = cost;
  // Calls that do not say what they took were paid for too.
  return sumCosts([
    costOfPart('judge', dollars),
    ...(unsaid > 0 ? [costOfPart('judge', null)] : []),
  ]);
}
