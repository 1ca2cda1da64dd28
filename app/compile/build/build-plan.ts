import type { Budget, Concurrency } from '../../../schemas/pipeline.generated.ts';
import type { JsonMap } from '../../domain/json.ts';
import type { ConcurrencySpec, Plan, PlanStep } from '../../domain/plan.ts';
import { MAX_CELLS } from '../../expressions/expand-matrix.ts';
import { asMap, type CheckedFile } from '../check/checked-file.ts';
import type { PlanRequest } from '../compile-request.ts';
import { finding, type Finding } from '../problems/finding.ts';
import { parseMoney } from './units.ts';
import { orderByNeeds } from '../order.ts';
import { buildStep } from './build-step.ts';
import { EarlyValues } from './early-values.ts';
import { strictBeforePromotion } from './strict-before-promotion.ts';
import { paramSpecs } from './param-values.ts';

const RUN_EXPIRES_MS = 35 * 86_400_000;

/** The plan of a file whose meaning was checked, for one run; what its early expressions do wrong are findings. */
export function buildPlan(
  checked: CheckedFile,
  file: string,
  params: JsonMap,
  { github, run }: PlanRequest,
): { readonly plan: Plan; readonly findings: readonly Finding[] } {
  const { pipeline } = checked;
  const early = new EarlyValues({ github, params, run });
  const concurrency = concurrencyOf(pipeline.concurrency, early);
  const built = buildSteps(checked, early);
  const plan: Plan = {
    format: 1,
    pipeline: pipeline.name,
    file,
    description: pipeline.description ?? null,
    triggers: asMap(pipeline.on ?? {}),
    params: paramSpecs(pipeline),
    paramValues: params,
    concurrency,
    maxParallel: pipeline['max-parallel'] ?? null,
    ...budgetOf(pipeline.budget),
    expiresMs: RUN_EXPIRES_MS,
    steps: strictBeforePromotion(inOrder(built), pipeline),
  };
  return { plan, findings: early.findings };
}

/** The schema lets nothing pass that is no amount. */
function budgetOf(written: Budget | undefined): Pick<Plan, 'budget'> {
  const perRunUsd = parseMoney(written?.['per-run'] ?? '');
  if (written === undefined || perRunUsd === null) return {};
  const onExceed = written['on-exceed'] === 'require-approval' ? 'ask' : 'fail';
  return { budget: { perRunUsd, onExceed } };
}

function concurrencyOf(
  written: Concurrency | undefined,
  early: EarlyValues,
): ConcurrencySpec | null {
  if (written === undefined) return null;
  if (typeof written === 'string') {
    const group = early.text(written, ['concurrency']);
    return { group, cancelInProgress: false, queue: 'one' };
  }
  return {
    group: early.text(written.group, ['concurrency', 'group']),
    cancelInProgress: cancelOf(written['cancel-in-progress'] ?? false, early),
    queue: written.queue ?? 'one',
  };
}

function cancelOf(written: boolean | string, early: EarlyValues): boolean {
  const path = ['concurrency', 'cancel-in-progress'];
  const value = early.value(written, path);
  if (typeof value === 'boolean') return value;
  if (value !== null)
    early.fail(path, `\`cancel-in-progress\` became ${JSON.stringify(value)}, not true or false`);
  return false;
}

function inOrder(steps: readonly PlanStep[]): PlanStep[] {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const { order } = orderByNeeds(new Map(steps.map(({ id, needs }) => [id, needs])));
  return order.flatMap((id) => byId.get(id) ?? []);
}

// Stops where there are too many, since a short file can ask for more cells than fit into memory.
function buildSteps(checked: CheckedFile, early: EarlyValues): PlanStep[] {
  const built: PlanStep[] = [];
  let count = 0;
  for (const site of checked.steps) {
    const step = buildStep(checked, site.id, site.step, early);
    count += step.matrix?.cells.type === 'static' ? step.matrix.cells.cells.length : 1;
    if (count > MAX_CELLS) {
      early.findings.push(tooMany());
      return built;
    }
    built.push(step);
  }
  return built;
}

function tooMany(): Finding {
  const message = `the pipeline has more than ${MAX_CELLS} steps after expansion`;
  const hint = 'make fewer cells, and let each do more';
  return finding('too-many-steps', ['steps'], message, { part: 'key', hint });
}
