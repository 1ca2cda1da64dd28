import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { ReusedRow } from '../../engine/reuse.ts';
import { commandAgain } from '../../reports/words/command-again.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { rehearseRun, type Rehearsal, type Rehearsed } from '../forecast/rehearse-run.ts';
import { UsageError } from '../usage-error.ts';
import { requireStep } from '../workspace/require-step.ts';
import { chooseWork } from './choose-work.ts';
import { openEarlierWork } from './earlier-work.ts';
import { partFlag, stepsAbove, stepsOfPart, type Part } from './part-of-plan.ts';
import { NOT_COMPARABLE, type LocalStage } from './what-differs.ts';

export type PartOfRun = {
  /** By row key: results of an earlier run that stand in. */
  readonly reuse: Readonly<Record<string, ReusedRow>>;
  /** Steps that have no part in this run, with the reason. */
  readonly exclude: Readonly<Record<string, string>>;
  /** What stands in and is not what this run would make, a sentence each. */
  readonly warnings: readonly string[];
};

/**
 * What a run of a part of a pipeline does not do itself: for steps above, work of earlier runs stands in, preferably
 * what this run would make itself; the others are left out. Throws a `UsageError` where a step above has left nothing,
 * and where a run that deploys would do so on other work than its own.
 */
export async function reuseSteps(
  stage: LocalStage,
  wanted: Omit<Rehearsed, 'reuse'>,
  part: Part,
): Promise<PartOfRun> {
  const { plan, request } = wanted;
  const start = part.from ?? part.only;
  if (start !== null) requireStep(plan, start);
  const own = stepsOfPart(plan, part);
  if (start === null || own === null) return { reuse: {}, exclude: {}, warnings: [] };
  const { reuse, skipped, warnings } = await settleAbove(stage, wanted, { start, own });
  const flag = partFlag(part);
  if (warnings.length > 0 && request.options.deploy && deploys(plan, own)) {
    throw new UsageError(
      `What deploys must stand on work of its own code and params. ${warnings.join('. ')}.`,
      `What did not change comes from the cache: ${commandAgain(plan.pipeline, request.options)}`,
    );
  }
  const left = plan.steps.filter(({ id }) => !own.has(id) && !(id in reuse));
  const exclude = left.map(({ id }) => [id, skipped[id] ?? `left out by ${flag}`]);
  return { reuse, exclude: Object.fromEntries(exclude), warnings };
}

type Settled = Pick<PartOfRun, 'reuse' | 'warnings'> & {
  /** Steps that would be skipped anyway, with the reason. */
  readonly skipped: Readonly<Record<string, string>>;
};

/** In the order of the plan, since what stands in for a step decides what those below it would make. */
async function settleAbove(
  stage: LocalStage,
  wanted: Omit<Rehearsed, 'reuse'>,
  { start, own }: { readonly start: string; readonly own: ReadonlySet<string> },
): Promise<Settled> {
  const { plan } = wanted;
  const work = openEarlierWork(stage);
  const runs = await newestRuns(stage, plan);
  const reuse: Record<string, ReusedRow> = {};
  const skipped: Record<string, string> = {};
  const warnings: string[] = [];
  for (const step of stepsAbove(plan, own)) {
    const rehearsal = await rehearse(stage, wanted, { reuse, skipped });
    const row = rehearsal.rows.find(({ key }) => key === step.id);
    if (row?.result === 'skipped' && !lacksData(step)) {
      skipped[step.id] = row.reason ?? '';
      continue;
    }
    const chosen = await chooseWork({ stage, work, runs, plan, rehearsal, step });
    if (chosen === null) throw nothingOf(wanted, { id: step.id, start });
    for (const taken of chosen.rows) reuse[taken.key] = { run: chosen.run.id, row: taken };
    if (chosen.differs.length > 0) warnings.push(otherWork(step.id, chosen));
  }
  return { reuse, skipped, warnings };
}

const RUNS_LOOKED_AT = 50;

async function newestRuns({ store }: LocalStage, plan: Plan): Promise<readonly string[]> {
  const query = { pipeline: plan.pipeline, open: false, limit: RUNS_LOOKED_AT };
  return (await store.runs.list(query)).map(({ id }) => id);
}

/** How far the run comes with what stands in already. Steps above that deployed then are not asked about deploying. */
function rehearse(
  stage: LocalStage,
  { plan, request }: Omit<Rehearsed, 'reuse'>,
  { reuse, skipped }: Omit<Settled, 'warnings'>,
): Promise<Rehearsal> {
  const options = { ...request.options, deploy: true, exclude: skipped };
  const nothing = async () => null;
  const sources = { lookUp: nothing, start: nothing };
  return rehearseRun(stage, { plan, request: { ...request, options }, reuse }, sources);
}

/** Such a step would be skipped if it ran; what it left when its data was there may still stand in. */
function lacksData({ inputs }: PlanStep): boolean {
  return Object.values(inputs).some(
    (input) =>
      !input.optional &&
      (('uri' in input && input.pinned === null) || ('model' in input && input.frozen === null)),
  );
}

function deploys(plan: Plan, own: ReadonlySet<string>): boolean {
  return plan.steps.some(
    ({ id, approval, promote }) => own.has(id) && (approval !== null || promote.length > 0),
  );
}

type Chosen = NonNullable<Awaited<ReturnType<typeof chooseWork>>>;

function otherWork(id: string, { run, differs }: Chosen): string {
  const is = differs.includes(NOT_COMPARABLE) ? 'may not be' : 'is not';
  return `${id} comes from #${runNumber(run)} and ${is} what this run would make: ${differs.join('; ')}`;
}

type Missing = { readonly id: string; readonly start: string };

function nothingOf({ plan, request }: Omit<Rehearsed, 'reuse'>, { id, start }: Missing) {
  const { pipeline } = plan;
  return new UsageError(
    `${id} is above ${start} and has not succeeded as it is now in any of the last runs of ${pipeline}, or what it left is lost, so there is nothing to take over.`,
    `Run it first: ${commandAgain(pipeline, request.options)}`,
  );
}
