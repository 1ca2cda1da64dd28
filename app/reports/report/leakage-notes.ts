import type { Leakage } from '../../../evaluation/leakage.ts';
import type { Report } from './report.ts';

/**
 * What a reader has to know before all else: of what the test says nothing, since the model has learned from it. Sentences
 * without their end; nothing of them is escaped, and nothing of a table is quoted.
 */
export function leakageWarnings({ leakage = [] }: Report): readonly string[] {
  return leakage.flatMap((found) => (found.type === 'checked' ? leaksOf(found) : []));
}

/** What nobody could look at. */
export function leakageNotes({ leakage = [] }: Report): readonly string[] {
  return leakage.flatMap((found) =>
    found.type === 'checked'
      ? []
      : [`leakage from ${found.input} was not looked for: ${found.reason}`],
  );
}

type Checked = Extract<Leakage, { type: 'checked' }>;

function leaksOf({ input, column, by, test, shared, older }: Checked): readonly string[] {
  const what = by === 'id' ? 'test examples' : `values of ${column} in the test`;
  const said: string[] = [];
  if (shared > 0) {
    const many = shared === test ? `all ${number(test)}` : `${number(shared)} of ${number(test)}`;
    const part = shared === test ? '' : ` (${percent(shared / test)})`;
    said.push(`${many} ${what}${part} are in the training data (${input})`);
  }
  if (older !== null && older.examples > 0) {
    const part = percent(older.examples / older.of);
    said.push(
      `${number(older.examples)} of ${number(older.of)} test examples (${part}) are older than the newest training data (${input})`,
    );
  }
  return said;
}

function number(count: number): string {
  return count.toLocaleString('en-US');
}

function percent(share: number): string {
  return share < 0.001 ? 'under 0.1 %' : `${(share * 100).toFixed(1)} %`;
}
