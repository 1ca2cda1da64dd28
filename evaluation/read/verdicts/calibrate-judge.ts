import { LABELS, type Calibration, type JudgeCost, type VerdictForm } from '../../judge.ts';
import type { TableFile } from '../examples-source.ts';
import { LabelRows } from './label-rows.ts';
import { handOnRows, shortQuote } from '../hand-on-rows.ts';
import { readVerdicts, type VerdictsSource } from './read-verdicts.ts';

/** What people said of answers, and what the judge said of the same ones. */
export type CalibrationFiles = { readonly labels: TableFile; readonly verdicts: VerdictsSource };

export type Calibrated = {
  readonly calibration: Extract<Calibration, { type: 'labelled' }>;
  /** Null: nobody asked. */
  readonly cost: JudgeCost | null;
};

/** Counts how the judge's word on labelled answers compares with that of people. Throws `BadExamples`. */
export async function calibrateJudge({ labels, verdicts }: CalibrationFiles): Promise<Calibrated> {
  const { form, id, quote = shortQuote } = verdicts;
  const isPair = form.first !== null;
  const rows = new LabelRows(id, { isPair, quote });
  await handOnRows(labels, rows);
  const { examples, cost } = await readVerdicts(verdicts);
  const said = examples.columns.get(form.verdict) ?? new Float64Array();
  const names = isPair ? LABELS.pair : LABELS.answer;
  const table = names.map(() => names.map(() => 0));
  let judged = 0;
  for (const [at, mean] of said.entries()) {
    const label = rows.labels.get(examples.ids.at(at));
    const row = label === undefined ? undefined : table[label];
    if (row === undefined) continue;
    const by = labelOf(mean, form);
    row[by] = (row[by] ?? 0) + 1;
    judged += 1;
  }
  const unjudged = rows.labels.size - judged;
  return { calibration: { type: 'labelled', table, unjudged }, cost };
}

/** What the verdicts on one item come to, in the order of `LABELS`: most of them, where there are several. */
function labelOf(mean: number, { first, scale }: VerdictForm): number {
  if (first !== null) return mean > 0.5 ? 0 : mean < 0.5 ? 1 : 2;
  const passes = scale === null ? mean > 0.5 : scale.pass !== null && mean >= scale.pass;
  return passes ? 0 : 1;
}
