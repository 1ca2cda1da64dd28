import { stepOfCell } from '../domain/cell.ts';
import type { Plan } from '../domain/plan.ts';
import { digestOfJson } from '../domain/digest.ts';
import { storedProducts } from '../domain/run/products-of.ts';
import type { RunHeader, RunRequest, StepRow } from '../domain/run/run.ts';
import { auditOfRerun } from './audit/audit-of-rerun.ts';
import { reuse } from '../engine/reuse.ts';
import { indexPlan } from '../engine/state/plan-index.ts';
import {
  RuntimeProblem,
  type Asked,
  type RerunChoice,
  type RerunOptions,
  type Reuse,
  type Revised,
} from './runtime.ts';
import { startNewRun, type Starting } from './create-run.ts';

type RerunOrder = RerunOptions & { readonly choice: RerunChoice; readonly who: Asked };

/**
 * Starts `#12.2`: the same plan, tree and params again, with what need not run again reused. What a plan of today holds to
 * other gates is not: it is judged by those. Throws a `RuntimeProblem`.
 */
export async function rerun(
  starting: Starting,
  run: string,
  { choice, who, once, revise, said }: RerunOrder,
): Promise<RunHeader> {
  const earlier = await endedRun(starting, run);
  const { header, steps, name, plan: before } = earlier;
  const { hosted, options } = header;
  const asItWas = { plan: before, options, ...(hosted !== undefined && { hosted }) };
  const revised = revise === undefined ? asItWas : await revise(before, header, who);
  const { plan } = revised;
  if (choice.type === 'from' && plan.steps.every(({ id }) => id !== choice.step)) {
    throw noStep(name, plan, choice.step);
  }
  const request = await requestFor(starting, { ...header, ...revised }, { choice, who });
  const index = indexPlan(plan);
  const judgedAnew = otherwiseJudged(before, plan, steps);
  const wanted = reuse(index, { run, steps, lost: judgedAnew }, choice);
  const lost = new Set([...judgedAnew, ...(await lostRows(starting, request.id, wanted))]);
  const taken = lost.size === 0 ? wanted : reuse(index, { run, steps, lost }, choice);
  const at = starting.deps.clock.now();
  const again = { again: request.id, who, at };
  const audit = said === undefined ? {} : { audit: auditOfRerun(header, { ...again, said }) };
  return startNewRun(starting, { plan, request, reuse: taken, once: once ?? null, ...audit });
}

/** A run that is over, with its plan. */
async function endedRun({ deps }: Starting, run: string) {
  const { runs } = deps.store;
  const rows = await runs.load(run);
  if (rows === null) throw new RuntimeProblem(`There is no run ${run}.`);
  const { header, steps } = rows;
  const name = `#${header.number}${header.attempt === 1 ? '' : `.${header.attempt}`}`;
  if (header.endedAt === null) {
    throw new RuntimeProblem(`Run ${name} is not over yet. Cancel it first, or wait for it.`);
  }
  const plan = await runs.plan(header.plan);
  if (plan === null) throw new RuntimeProblem(`The plan of run ${name} has been forgotten.`);
  return { header, steps, name, plan };
}

/** Rows of steps whose gates are others than when they were judged. */
function otherwiseJudged(before: Plan, now: Plan, rows: readonly StepRow[]): Set<string> {
  const gatesOf = new Map(before.steps.map(({ id, gates }) => [id, digestOfJson(gates)]));
  const steps = now.steps.filter(({ id, gates }) => gatesOf.get(id) !== digestOfJson(gates));
  const ids = new Set(steps.map(({ id }) => id));
  return new Set(rows.flatMap(({ key, stepId }) => (ids.has(stepId) ? [key] : [])));
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
    if (!(await stored.isWhole(run, storedProducts(row)))) lost.add(key);
  }
  return lost;
}

async function requestFor(
  { deps }: Starting,
  header: Omit<RunHeader, 'plan'> & Revised,
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
