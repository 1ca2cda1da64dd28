import type { ModelVersion } from '../../domain/model.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunRows, Runs } from '../ports/runs.ts';

/** What became of the gates in the run that registered a version. */
export type Passed =
  | { readonly type: 'passed'; readonly rows: RunRows; readonly plan: Plan }
  /** A sentence without its end. */
  | { readonly type: 'not-passed'; readonly why: string };

/** Whether the gates of a version passed in the run that registered it, for whoever wants to have an alias moved to it by hand. */
export async function whyNotPassed(
  runs: Pick<Runs, 'load' | 'plan'>,
  { model, version, run }: ModelVersion,
): Promise<Passed> {
  const name = `\`${model} v${version}\``;
  const rows = await runs.load(run);
  const plan = rows === null ? null : await runs.plan(rows.header.plan);
  if (rows === null || plan === null) {
    return no(`Nothing is kept any more of the run that registered ${name}`);
  }
  const gated = new Set(plan.steps.filter(({ gates }) => gates.length > 0).map(({ id }) => id));
  // Of a matrix the row of the whole: cells that were left behind made nothing that goes on.
  const open = rows.steps.find(({ key, result }) => gated.has(key) && result !== 'success');
  if (open === undefined) return { type: 'passed', rows, plan };
  return no(`The gates of \`${open.key}\` did not pass in the run that registered ${name}`);
}

function no(why: string): Passed {
  return { type: 'not-passed', why };
}
