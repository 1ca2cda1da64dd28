import type { Examples } from '../../examples.ts';
import type { CostForm, JudgeCost, VerdictCounts, VerdictForm } from '../../judge.ts';
import type { ExamplesSource, TableFile } from '../examples-source.ts';
import { handOnRows, shortQuote } from '../hand-on-rows.ts';
import { VerdictRows, type VerdictNames } from './verdict-rows.ts';

/** A file of verdicts, and how they are written. */
export type VerdictsSource = TableFile &
  VerdictNames &
  Pick<ExamplesSource, 'groups'> & {
    readonly form: VerdictForm;
    /** Left out, or null: nobody asks what they cost. */
    readonly cost?: CostForm | null;
    /** As of `ExamplesSource`. */
    readonly quote?: (text: string) => string;
  };

export type ReadVerdicts = {
  readonly examples: Examples;
  readonly counts: VerdictCounts;
  /** Null: nobody asked. */
  readonly cost: JudgeCost | null;
};

/** Reads what a judge said: one example for each item, and what became of the verdicts. Throws `BadExamples`. */
export async function readVerdicts(file: VerdictsSource): Promise<ReadVerdicts> {
  const { form, cost = null, groups = {}, quote = shortQuote } = file;
  const rows = new VerdictRows(file, form, { quote, cost, groups });
  await handOnRows(file, rows);
  return rows.end();
}
