import { firstFew } from '../../../text/first-few.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Claim, Report, ReportedSlice } from './report.ts';

/**
 * What whoever reads one number alone would miss, beside the same side: metrics and slices that are worse, and a test that
 * the model has seen in part. A few words each; nothing of it is escaped, and of slices it has the count alone.
 */
export function setbacksOf(
  report: Report,
  beside: { readonly name: string; readonly metric: string; readonly claim: Claim },
): readonly string[] {
  // Beside what is worse itself they are no news, and their own places tell of them.
  if (beside.claim === 'worse') return [];
  const { metrics, slices = [], leakage = [] } = report;
  const worse = metrics.filter(
    ({ name, against }) =>
      name !== beside.metric && ownValue(against, beside.name)?.claim === 'worse',
  );
  const parts = worseSlices(slices, beside.name);
  const checked = leakage.filter((found) => found.type === 'checked');
  return [
    ...(worse.length === 0 ? [] : [worseMetrics(worse.map(({ name }) => name))]),
    ...(parts === 0 ? [] : [`worse in ${parts} of ${slices.length} slices`]),
    ...(checked.some(({ shared }) => shared > 0)
      ? ['some of its test is in its training data']
      : []),
    ...(checked.some(({ older }) => older !== null && older.examples > 0)
      ? ['some of its test is older than its training data']
      : []),
  ];
}

const MOST_NAMES = 3;

function worseMetrics(names: readonly string[]): string {
  return `worse in ${firstFew(names, MOST_NAMES)}`;
}

/** Slices in which some metric got worse beside a side. */
export function worseSlices(slices: readonly ReportedSlice[], side: string): number {
  return slices.filter(({ metrics }) =>
    metrics.some(({ against }) => ownValue(against, side)?.claim === 'worse'),
  ).length;
}
