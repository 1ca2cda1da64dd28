import type { Plan, PlanStep } from '../../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../../domain/run/run.ts';
import type { ChangedData, Changes } from '../../../reports/comment/run-story.ts';
import { isEqualParam, paramRows } from '../../../reports/view/param-rows.ts';
import { evaluationChanges } from '../../../runtime/baselines/evaluation-changes.ts';
import { messageOf } from '../../../../text/message-of.ts';
import type { FilesSince } from '../../hosted-repository.ts';
import type { PublishDeps } from '../publish-deps.ts';
import type { LoadedRun } from './loaded-run.ts';

type Beside = {
  readonly judged: PlanStep | null;
  /** The run that measured the judged step where the commit grew from. */
  readonly base: RunHeader | null;
};

/** What of a run is not as it was where its commit grew from. */
export async function loadChanges(
  deps: PublishDeps,
  run: LoadedRun,
  { judged, base }: Beside,
): Promise<Changes> {
  const { header, plan, steps } = run;
  const found = await filesOf(deps, header);
  const files = found === null ? null : { ...found, first: found.files };
  if (base === null) {
    return { side: null, params: [], files, data: dataOf(plan, steps, []), evaluation: [] };
  }
  const keys = plan.steps.map(({ id }) => id);
  const before = (await deps.store.runs.rows([base.id], keys)).map(({ row }) => row);
  const rows = judged === null ? null : rowsOf(judged, steps, before);
  const evaluation =
    judged === null || rows === null
      ? []
      : await evaluationChanges(deps.store, {
          plan,
          judged,
          paths: pathsOf(found),
          now: { run: header.id, row: rows.now },
          was: { run: base.id, row: rows.was },
        });
  return {
    side: header.hosted?.repository.defaultBranch ?? null,
    params: paramRows(header, base).filter((row) => !isEqualParam(row)),
    files,
    data: dataOf(plan, steps, before),
    evaluation,
  };
}

async function filesOf(
  { filesSince, warn }: PublishDeps,
  header: RunHeader,
): Promise<FilesSince | null> {
  return filesSince(header).catch((error: unknown) => {
    warn(`which files a run changes is not told: ${messageOf(error)}`, { run: header.id });
    return null;
  });
}

/** Null: not all are known. */
function pathsOf(found: FilesSince | null): readonly string[] | null {
  const isAll = found !== null && found.isComplete && found.count === found.files.length;
  return isAll ? found.files.map(({ path }) => path) : null;
}

function rowsOf(
  { id }: PlanStep,
  steps: readonly StepRow[],
  before: readonly StepRow[],
): { readonly now: StepRow; readonly was: StepRow } | null {
  const [now, was] = [steps, before].map((rows) => rows.find(({ key }) => key === id));
  return now === undefined || was === undefined ? null : { now, was };
}

/** What steps handed on as data sets. */
function dataOf(
  plan: Plan,
  steps: readonly StepRow[],
  before: readonly StepRow[],
): readonly ChangedData[] {
  const then = new Map(before.map((row) => [row.key, row]));
  const now = new Map(steps.map((row) => [row.key, row]));
  return plan.steps.flatMap(({ id, outputs }) =>
    Object.entries(outputs).flatMap(([output, { type }]): ChangedData[] => {
      const digest = now.get(id)?.artifacts[output]?.digest;
      if (type !== 'dataset' || digest === undefined) return [];
      const was = then.get(id)?.artifacts[output]?.digest ?? null;
      return [{ name: `${id}.${output}`, digest, before: was }];
    }),
  );
}
