import type { Plan } from '../../../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../../../domain/run/run.ts';
import type { ChangedData, Changes } from '../../../../reports/comment/run-story.ts';
import { isEqualParam, paramRows } from '../../../../reports/view/param-rows.ts';
import type { FilesSince } from '../../../hosted-repository.ts';
import type { PublishDeps } from '../../publish-deps.ts';
import type { LoadedRun } from '../../report/loaded-run.ts';

/** What of a run is not as it was where its commit grew from; `base`: the run that measured the judged step there. */
export async function loadChanges(
  deps: PublishDeps,
  run: LoadedRun,
  { base, files: found }: { readonly base: RunHeader | null; readonly files: FilesSince | null },
): Promise<Changes> {
  const { header, plan, steps } = run;
  const files = found === null ? null : { ...found, first: found.files };
  if (base === null) {
    return { side: null, params: [], files, data: dataOf(plan, steps, []) };
  }
  const keys = plan.steps.map(({ id }) => id);
  const before = (await deps.store.runs.rows([base.id], keys)).map(({ row }) => row);
  return {
    side: header.hosted?.repository.defaultBranch ?? null,
    params: paramRows(header, base).filter((row) => !isEqualParam(row)),
    files,
    data: dataOf(plan, steps, before),
  };
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
