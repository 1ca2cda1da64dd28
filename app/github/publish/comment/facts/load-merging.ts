import type { Plan, PlanStep } from '../../../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../../../domain/run/run.ts';
import { stepsAbovePromotion } from '../../../../domain/steps-above-promotion.ts';
import { mayMoveAliases, registryOf } from '../../../../domain/scope.ts';
import type { Deploy, MergedWork, Merging } from '../../../../reports/comment/run-story.ts';
import { afterMerge, type AfterMerge } from '../../../../triggers/merging/after-merge.ts';
import type { FilesSince } from '../../../hosted-repository.ts';
import type { PublishDeps } from '../../publish-deps.ts';
import type { LoadedRun } from '../../report/loaded-run.ts';

/** What merging a run's pull request does with its pipeline; `files`: those that the pull request changes, as far as they are known. */
export async function loadMerging(
  deps: PublishDeps,
  run: LoadedRun,
  files: FilesSince | null,
): Promise<Merging | null> {
  const { header, plan } = run;
  const branch = baseOfPull(header);
  if (branch === null) return null;
  const typed = Object.keys(header.options.params ?? {});
  const changed = changedIn(header, branch, files);
  const after = afterMerge(plan, { branch, changed, typed });
  const changedFile =
    changed?.includes(plan.file) === false ? null : { path: plan.file, isKnown: changed !== null };
  const common = { branch, typed, changedFile };
  if (after.type === 'nothing') {
    const { reason: nothing } = after;
    return { ...common, nothing, isSure: true, isProtected: null, deploys: [], work: NO_WORK };
  }
  const isProtected = await isProtectedBranch(deps, header, branch);
  const [deploys, work] = await Promise.all([
    deploysIn(deps, run, after),
    workIn(deps, run, { after, isProtected }),
  ]);
  return { ...common, nothing: null, isSure: after.isSure, isProtected, deploys, work };
}

/** The branch that its pull request is to be merged into; null: it has none. */
function baseOfPull({ hosted, github }: RunHeader): string | null {
  const base = github['base_ref'];
  return hosted?.pull == null || typeof base !== 'string' || base === '' ? null : base;
}

/** Paths that a merge changes; null: not all of them are known, or they are told of another branch. */
function changedIn(
  { hosted }: RunHeader,
  branch: string,
  files: FilesSince | null,
): readonly string[] | null {
  if (files === null || branch !== hosted?.repository.defaultBranch) return null;
  return isAll(files) ? files.files.map(({ path }) => path) : null;
}

const NO_WORK: MergedWork = { again: [], taken: [], cached: [], perhaps: [] };

function isAll({ files, count, isComplete }: FilesSince): boolean {
  return isComplete && count === files.length;
}

/** The runs of a pipeline among which the newest of a branch is looked for. */
const MOST_READ = 200;

async function isProtectedBranch(
  { store }: PublishDeps,
  { pipeline, hosted }: RunHeader,
  branch: string,
): Promise<boolean | null> {
  const asked = { pipeline, open: false, limit: MOST_READ };
  const repository = hosted?.repository.id;
  if (repository === undefined) return null;
  const isOfBranch = ({ ref }: RunHeader) => ref === `refs/heads/${branch}`;
  const newest = (await store.runs.list({ ...asked, repository })).find(isOfBranch);
  if (newest !== undefined) return mayMoveAliases(newest);
  // Many runs of pull requests lie between: those of protected branches are fewer.
  const scope = `${repository}/protected`;
  const older = await store.runs.list({ ...asked, repository, scope });
  return older.some(isOfBranch) ? true : null;
}

type Started = Extract<AfterMerge, { type: 'run' }>;

/** Steps that move an alias or ask for an approval. */
async function deploysIn(
  { store }: PublishDeps,
  { header, plan }: LoadedRun,
  { fates }: Started,
): Promise<readonly Deploy[]> {
  const scope = registryOf(header);
  const steps = plan.steps.filter(
    (step) =>
      fates.get(step.id) !== 'left-out' &&
      (step.approval !== null || movedBy(plan, step).length > 0),
  );
  return Promise.all(
    steps.map(async (step): Promise<Deploy> => {
      const moves = movedBy(plan, step).map(async ({ model, alias }) => {
        const now = (await store.registry.alias(model, alias, scope))?.version ?? null;
        return { name: `${model}@${alias}`, now };
      });
      return {
        step: step.id,
        moves: await Promise.all(moves),
        approval: step.approval,
        gates: gatesBefore(plan, step),
        isSure: fates.get(step.id) === 'runs',
      };
    }),
  );
}

type Moved = { readonly model: string; readonly alias: string };

function movedBy(plan: Plan, { action, promote }: PlanStep): readonly Moved[] {
  const models = new Map(plan.steps.flatMap((step) => modelOf(step)));
  const registered =
    action.type === 'register' && action.register.alias !== null
      ? [{ model: action.register.model, alias: action.register.alias }]
      : [];
  const promoted = promote.flatMap(({ from, alias }) => {
    const model = models.get(from);
    return model === undefined ? [] : [{ model, alias }];
  });
  return [...registered, ...promoted];
}

function modelOf({ id, action }: PlanStep): readonly (readonly [string, string])[] {
  return action.type === 'register' ? [[id, action.register.model]] : [];
}

/** Gates of all steps above one, without those that only warn. */
function gatesBefore(plan: Plan, { needs }: PlanStep): Deploy['gates'] {
  const above = new Set(needs);
  for (const { id, needs: further } of plan.steps.toReversed()) {
    if (above.has(id)) for (const need of further) above.add(need);
  }
  return plan.steps.flatMap(({ id, gates }) => {
    const ids = gates.filter(({ severity }) => severity === 'fail').map((gate) => gate.id);
    return above.has(id) && ids.length > 0 ? [{ step: id, ids }] : [];
  });
}

/** A branch that is protected takes only what runs of protected branches made. What may differ by then is told as expected. */
async function workIn(
  { store }: PublishDeps,
  { header, plan, steps }: LoadedRun,
  { after, isProtected }: { readonly after: Started; readonly isProtected: boolean | null },
): Promise<MergedWork> {
  const rows = new Map(steps.map((row) => [row.key, row]));
  const taken = plan.steps.flatMap(({ id }) => rows.get(id)?.takenFrom?.run ?? []);
  const trusted = new Set<string>();
  for (const run of new Set(taken)) {
    const origin = await store.runs.header(run);
    if (origin !== null && mayMoveAliases(origin)) trusted.add(run);
  }
  const isCached = (step: PlanStep): boolean => {
    const row = rows.get(step.id);
    if (isTyped(header) || row?.result !== 'success' || step.cache === null) return false;
    return isProtected === false || isFrom(row, trusted);
  };
  const above = new Set(stepsAbovePromotion(plan).map(({ id }) => id));
  const isTaken = (step: PlanStep): boolean => {
    const row = rows.get(step.id);
    const isTested = row?.result === 'success' && step.cache !== null && above.has(step.id);
    return isTested && isProtected !== false && !isTyped(header) && !isCached(step);
  };
  const ids = (those: (step: PlanStep) => boolean) => plan.steps.filter(those).map(({ id }) => id);
  const runs = (step: PlanStep) => after.fates.get(step.id) === 'runs';
  return {
    again: ids((step) => runs(step) && !isCached(step) && !isTaken(step)),
    taken: ids((step) => runs(step) && isTaken(step)),
    cached: ids((step) => runs(step) && isCached(step)),
    perhaps: ids(({ id }) => after.fates.get(id) === 'perhaps'),
  };
}

function isTyped({ options }: RunHeader): boolean {
  return Object.keys(options.params ?? {}).length > 0;
}

function isFrom({ takenFrom }: StepRow, runs: ReadonlySet<string>): boolean {
  return takenFrom !== null && runs.has(takenFrom.run);
}
