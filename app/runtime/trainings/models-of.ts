import { contentOfInput } from '../../compile/cache/parts-in.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { partsOf } from '../baselines/evaluation-changes.ts';
import { modelInputsOf } from '../baselines/model-of.ts';
import type { TrainingDeps } from './training-of.ts';

type Given = { readonly run: string; readonly plan: Plan; readonly step: PlanStep };
type Row = Pick<StepRow, 'key' | 'takenFrom'>;

/** Of more nobody asks, one by one. */
const MOST_CELLS = 100;

/** The models that a step of a run was given, in all of its cells, as one text; null: none, or nobody knows. */
export async function modelsOf(deps: TrainingDeps, given: Given): Promise<string | null> {
  const { run, step } = given;
  const { runs } = deps.store;
  const rows =
    step.matrix === null
      ? (await runs.rows([run], [step.id])).map(({ row }) => row)
      : await runs.cells(run, step.id);
  if (rows.length > MOST_CELLS) return null;
  const models = await Promise.all(rows.map((row) => modelsOfRow(deps, { ...given, row })));
  const known = models.flatMap((each) => each ?? []);
  if (known.length === 0 || known.length < models.length) return null;
  return known.toSorted().join('\n');
}

/** The same of one row. */
export async function modelsOfRow(
  { store }: TrainingDeps,
  { run, plan, step, row }: Given & { readonly row: Row },
): Promise<string | null> {
  const names = modelInputsOf(plan, step);
  if (names.length === 0) return null;
  const parts = await partsOf(store, run, row);
  if (parts === null) return null;
  const models = names.flatMap((name) => contentOfInput(parts, name) ?? []);
  return models.length === names.length ? models.toSorted().join(' ') : null;
}
