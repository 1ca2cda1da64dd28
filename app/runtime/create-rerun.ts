import { stepOfCell } from '../domain/cell.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunHeader, RunRequest } from '../domain/run/run.ts';
import { reuse } from '../engine/reuse.ts';
import { indexPlan } from '../engine/state/plan-index.ts';
import { RuntimeProblem, type Asked, type RerunChoice, type Reuse } from './runtime.ts';
import { startNewRun, type Starting } from './create-run.ts';

type RerunOrder = {
  readonly choice: RerunChoice;
  readonly who: Asked;
  readonly once: string | null;
};

/** Starts `#12.2`: the same plan, tree and params again, with what need not run again reused. Throws a `RuntimeProblem`. */
export async function rerun(
  starting: Starting,
  run: string,
  { choice, who, once }: RerunOrder,
): Promise<RunHeader> {
  const { runs } = starting.deps.store;
  const rows = await runs.load(run);
  if (rows === null) throw new RuntimeProblem(`There is no run ${run}.`);
  const { header, steps } = rows;
  const name = `#${header.number}${header.attempt === 1 ? '' : `.${header.attempt}`}`;
  if (header.endedAt === null) {
    throw new RuntimeProblem(`Run ${name} is not over yet. Cancel it first, or wait for it.`);
  }
  const plan = await runs.plan(header.plan);
  if (plan === null) throw new RuntimeProblem(`The plan of run ${name} has been forgotten.`);
  if (choice.type === 'from' && plan.steps.every(({ id }) => id !== choice.step)) {
    throw noStep(name, plan, choice.step);
  }
  const request = await requestFor(starting, header, { choice, who });
  const index = indexPlan(plan);
  const wanted = reuse(index, { run, steps, lost: new Set() }, choice);
  const lost = await lostRows(starting, request.id, wanted);
  const taken = lost.size === 0 ? wanted : reuse(index, { run, steps, lost }, choice);
  return startNewRun(starting, { plan, request, reuse: taken, once });
}

function noStep(name: string, { steps }: Plan, wanted: string): RuntimeProblem {
  const ids = steps.map(({ id }) => id);
  const whole = stepOfCell(wanted, ids);
  return new RuntimeProblem(
    whole === null
      ? `Run ${name} has no step ${wanted}. It has: ${ids.join(', ')}.`
      : `${wanted} is one cell of ${whole}, and cells are run together. Name ${whole}, or run again what failed.`,
  );
}

/** Those of the rows to be reused whose artifacts cannot be had any more, by key. */
async function lostRows({ stored }: Starting, run: string, rows: Reuse): Promise<Set<string>> {
  const lost = new Set<string>();
  for (const [key, { row }] of Object.entries(rows)) {
    if (!(await stored.isWhole(run, Object.values(row.artifacts)))) lost.add(key);
  }
  return lost;
}

async function requestFor(
  { deps }: Starting,
  header: RunHeader,
  { choice, who }: Pick<RerunOrder, 'choice' | 'who'>,
): Promise<RunRequest> {
  const { runs } = deps.store;
  const newest = await runs.find(`${header.number}`, header.hosted?.repository.id);
  const attempt = ((newest === null ? null : await runs.header(newest)) ?? header).attempt + 1;
  const { number, sha, ref, dirty, tree, github, hosted, scheduledAt } = header;
  const again = choice.type === 'from' ? [choice.step] : [];
  const options = { ...header.options, again };
  const id = deps.ids.run(deps.clock.now());
  const asked = { ...who, rerunOf: header.id };
  const request = { id, number, attempt, ...asked, sha, ref, dirty, tree, github, options };
  return {
    ...request,
    ...(hosted !== undefined && { hosted }),
    ...(scheduledAt !== undefined && { scheduledAt }),
  };
}
