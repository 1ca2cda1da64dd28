import type { Examples } from '../../examples.ts';
import type { VerdictCounts, VerdictForm } from '../../judge.ts';
import type { TableFile } from '../examples-source.ts';
import { handOnRows, shortQuote } from '../hand-on-rows.ts';
import { VerdictRows, type VerdictNames } from './verdict-rows.ts';

/** A file of verdicts, and how they are written. */
export type VerdictsSource = TableFile &
  VerdictNames & {
    readonly form: VerdictForm;
    /** As of `ExamplesSource`. */
    readonly quote?: (text: string) => string;
  };

/** Reads what a judge said: one example for each item, and what became of the verdicts. Throws `BadExamples`. */
export async function readVerdicts(
  file: VerdictsSource,
): Promise<{ readonly examples: Examples; readonly counts: VerdictCounts }> {
  const { form, quote = shortQuote } = file;
  const rows = new VerdictRows(file, form, { quote });
  await handOnRows(file, rows);
  return rows.end();
}
