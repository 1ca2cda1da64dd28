import type { Pipeline, Step } from '../../../schemas/pipeline.generated.ts';
import type { MetricsSpec, PlanStep, RegisterSpec, StepAction } from '../../domain/plan.ts';
import { usesStatusFunctions } from '../../expressions/references.ts';
import { asJson, type CheckedFile } from '../check/checked-file.ts';
import { promotionsOf } from '../check/find-edges.ts';
import { conditionOf } from '../check/references/find-uses.ts';
import { folderOf } from '../check/files/place-of-input.ts';
import type { Path } from '../problems/finding.ts';
import { repositoryGlob, repositoryPath } from '../repository-path.ts';
import { buildApproval } from './build-approval.ts';
import { buildClocks } from './build-clocks.ts';
import { buildContainer } from './build-container.ts';
import { buildEnv } from './build-env.ts';
import { buildGates } from './build-gates.ts';
import { buildInputs, buildOutputs, buildPlots } from './build-artifacts.ts';
import { filesOfJudge, withJudged } from './build-judge.ts';
import { buildMatrix } from './build-matrix.ts';
import { buildNeeds } from './build-needs.ts';
import { buildReport } from './build-report.ts';
import { buildResources } from './build-resources.ts';
import { buildRetry } from './build-retry.ts';
import { buildSlices } from './build-slices.ts';
import { cacheRule } from './cache-rule.ts';
import type { EarlyValues } from './early-values.ts';
import { parseDuration } from './units.ts';

/** One step of the plan, with every default filled in. */
export function buildStep(
  checked: CheckedFile,
  id: string,
  step: Step,
  early: EarlyValues,
): PlanStep {
  const path: Path = ['steps', id];
  const folder = folderOf(checked, step);
  const metrics = withJudged(buildMetrics(step, folder), step);
  const conditions = conditionsOf(checked, id, step);
  return {
    id,
    ...labelsOf(step),
    ...buildNeeds(checked, id, step, conditions.when),
    ...conditions,
    action: actionOf(checked.pipeline, step, folder),
    matrix: buildMatrix(checked, id, step, early),
    inputs: buildInputs(step, folder),
    outputs: buildOutputs(step, folder),
    files: filesOf(checked, step, folder),
    params: step.params ?? [],
    ...buildEnv(checked.pipeline, step),
    python: pythonOf(checked.pipeline, step),
    container: buildContainer(step, path, early),
    runsOn: asJson(step['runs-on'] ?? null),
    resources: buildResources(step, path, early),
    clocks: buildClocks(checked, step, path, early),
    checkpoint: buildCheckpoint(step, folder),
    retry: buildRetry(step),
    cache: cacheRule(step),
    metrics,
    plots: buildPlots(step, folder),
    gates: buildGates(step, metrics),
    ...buildSlices(step, folder),
    ...buildReport(step, folder),
    approval: buildApproval(step, path, early),
    promote: promotionsOf(step),
  };
}

/** Null: all. */
function filesOf(checked: CheckedFile, step: Step, folder: string): PlanStep['files'] {
  if (step.files === undefined) return null;
  const named = step.files.map((glob) => repositoryGlob(glob, folder) ?? glob);
  return [...named, ...filesOfJudge(checked, step, folder)];
}

function labelsOf(step: Step): Pick<PlanStep, 'name' | 'kind' | 'continueOnError'> {
  const { name = null, kind = null, 'continue-on-error': continueOnError = false } = step;
  return { name, kind, continueOnError };
}

function conditionsOf(checked: CheckedFile, id: string, step: Step): Pick<PlanStep, 'when' | 'if'> {
  const written = step.if === undefined ? null : String(step.if);
  const use = checked.usesByStep.get(id)?.find(({ place }) => place.at === 'steps/*/if');
  const isOwnRule = use !== undefined && usesStatusFunctions(use.references);
  return {
    when: isOwnRule ? null : (step.when ?? 'all-success'),
    if: written === null ? null : (conditionOf(written)?.text.trim() ?? written),
  };
}

function actionOf(pipeline: Pipeline, step: Step, folder: string): StepAction {
  const shell = step.shell ?? pipeline.defaults?.run?.shell ?? 'bash';
  if (step.run !== undefined)
    return { type: 'run', run: step.run, shell, workingDirectory: folder };
  if (step.register === undefined) return { type: 'none' };
  const { model, from, metrics = null, alias = null } = step.register;
  return { type: 'register', register: { model, from: sourceOf(from), metrics, alias } };
}

function sourceOf(from: string): RegisterSpec['from'] {
  const [step = '', second = '', input] = from.split('.');
  return input === undefined
    ? { type: 'output', step, name: second }
    : { type: 'input', step, name: input };
}

function pythonOf({ python }: Pipeline, step: Step): PlanStep['python'] {
  if (python === undefined || step.run === undefined) return null;
  const requirements = (python.requirements ?? []).map((path) => repositoryPath(path) ?? path);
  return { version: python.version ?? null, requirements };
}

function buildMetrics({ metrics }: Step, folder: string): MetricsSpec | null {
  if (metrics === undefined) return null;
  const written = typeof metrics === 'string' ? { path: metrics } : metrics;
  const placed = (path: string | undefined): string | null =>
    path === undefined ? null : repositoryPath(path, folder);
  return {
    path: placed(written.path),
    live: placed(written.live),
    primary: written.primary ?? null,
    maximize: written.maximize ?? [],
    minimize: written.minimize ?? [],
  };
}

function buildCheckpoint({ checkpoint }: Step, folder: string): PlanStep['checkpoint'] {
  if (checkpoint === undefined) return null;
  return {
    path: repositoryPath(checkpoint.path, folder) ?? checkpoint.path,
    save: checkpoint.save ?? 'on-quiet',
    everyMs: parseDuration(checkpoint.every ?? '10m') ?? 600_000,
    keep: checkpoint.keep ?? 3,
    resume: checkpoint.resume ?? 'auto',
  };
}
