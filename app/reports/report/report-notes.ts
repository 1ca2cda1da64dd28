import type { Report } from './report.ts';
import { headOf, lackOf } from './report-words.ts';

/** What a reader of the numbers has to know beside them, as sentences without their end; nothing of it is escaped. */
export function reportNotes(report: Report): readonly string[] {
  const { metrics, sides } = report;
  const changes = metrics.flatMap(({ against }) => Object.values(against));
  const isUnknown = changes.some(({ claim }) => claim === 'cannot-tell');
  const caveat = headOf(report)?.standings.find(({ interval }) => interval !== null)?.caveat;
  const isSure = changes.some(({ interval }) => interval !== null);
  const others = metrics.filter(
    ({ isPrimary, against }) =>
      !isPrimary && Object.values(against).some(({ interval }) => interval !== null),
  ).length;
  return [
    ...sides.flatMap((side) => lackOf(side) ?? []),
    ...(isUnknown
      ? [
          `noise not known: a step may write how sure it is, as {"auc": {"value": 0.91, "low": 0.90, "high": 0.92}}`,
        ]
      : []),
    ...(isSure ? [caveat ?? 'test-set noise only: training again may move it by more'] : []),
    ...(others > 1 ? [`${others} metrics beside the primary one are judged together (Holm)`] : []),
  ];
}
