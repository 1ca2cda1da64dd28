import { Z95 } from '../../math/z95.ts';
import type { Interval } from '../comparison.ts';
import { wilson } from '../intervals/wilson.ts';
import type { LabelTable } from '../judge.ts';

export type Estimate = { readonly value: number; readonly interval: Interval };

/** How a judge agrees with people on answers that both labelled. */
export type Agreement = {
  readonly labels: number;
  readonly agreed: number;
  /** Agreement beyond chance; null: both gave one label to all, and chance alone explains it. */
  readonly kappa: Estimate | null;
  /** Of what people pass, the share that the judge passes; null: people passed none, or pairs are judged. */
  readonly sensitivity: Estimate | null;
  /** Of what people fail, the share that the judge fails; null: people failed none, or pairs are judged. */
  readonly specificity: Estimate | null;
};

/** Shares with Wilson's interval, and Cohen's kappa. */
export function agreementOf(table: LabelTable): Agreement {
  const cell = (row: number, column: number): number => table[row]?.[column] ?? 0;
  const rows = table.map((row) => row.reduce((sum, each) => sum + each, 0));
  const labels = rows.reduce((sum, each) => sum + each, 0);
  const agreed = table.reduce((sum, _, at) => sum + cell(at, at), 0);
  const isPairs = table.length !== 2;
  const share = (label: number): Estimate | null => {
    const of = rows[label] ?? 0;
    return isPairs || of === 0 ? null : shareOf(cell(label, label), of);
  };
  return {
    labels,
    agreed,
    kappa: kappaOf(table, { labels, agreed, rows }),
    sensitivity: share(0),
    specificity: share(1),
  };
}

function shareOf(some: number, of: number): Estimate {
  return { value: some / of, interval: wilson(some, of) };
}

type Sums = {
  readonly labels: number;
  readonly agreed: number;
  readonly rows: readonly number[];
};

/**
 * Cohen's kappa, with the standard error for large samples of Fleiss, Cohen and Everitt (1969),
 * https://doi.org/10.1037/h0028106, as statsmodels has it. Where all agree that error is 0: then the interval is the one of
 * the share that agrees, beyond the same chance.
 */
function kappaOf(table: LabelTable, { labels, agreed, rows }: Sums): Estimate | null {
  if (labels === 0) return null;
  const people = rows.map((sum) => sum / labels);
  const judge = table.map(
    (_, column) => table.reduce((sum, row) => sum + (row[column] ?? 0), 0) / labels,
  );
  const chance = people.reduce((sum, share, at) => sum + share * (judge[at] ?? 0), 0);
  if (chance >= 1) return null;
  const beyond = (share: number): number => (share - chance) / (1 - chance);
  const value = beyond(agreed / labels);
  const terms = table.flatMap((row, at) =>
    row.map((count, column) => {
      const chanceHere =
        at === column
          ? 1 - ((people[at] ?? 0) + (judge[at] ?? 0)) * (1 - value)
          : ((judge[at] ?? 0) + (people[column] ?? 0)) * (1 - value);
      return (count / labels) * chanceHere ** 2;
    }),
  );
  const sum = terms.reduce((total, term) => total + term, 0);
  const variance = (sum - (value - chance * (1 - value)) ** 2) / (1 - chance) ** 2 / labels;
  if (agreed === labels || variance <= 0) {
    const share = wilson(agreed, labels);
    return { value, interval: { low: beyond(share.low), high: beyond(share.high) } };
  }
  const half = Z95 * Math.sqrt(variance);
  return {
    value,
    interval: { low: Math.max(value - half, -1), high: Math.min(value + half, 1) },
  };
}
