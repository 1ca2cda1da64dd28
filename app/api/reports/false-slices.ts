import { sliceKey } from '../../../evaluation/slices.ts';
import type { ReportedOutcome } from '../../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';

type Products = ReportedOutcome['products'];

/** What is false of what a step says it measured on parts of its data, as the end of a sentence; null: nothing. */
export function falseSlices({ slices: told }: Products, { slices: asked }: Ticket): string | null {
  if (asked === undefined) {
    return told === undefined ? null : 'it has slices, and its step declares none';
  }
  if (told === undefined) return 'it says nothing of its slices, and its step declares some';
  if ('notRead' in told) return null;
  const columns = new Set(asked.by);
  const isOther = told.rows.some(({ by }) => Object.keys(by).some((name) => !columns.has(name)));
  if (isOther) return 'it has a slice by a column that its step does not declare';
  const keys = new Set(told.rows.map(({ by }) => sliceKey(by)));
  return keys.size === told.rows.length ? null : 'it has a slice twice';
}
