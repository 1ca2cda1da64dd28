import type { Report, Side } from './report.ts';
import { ownValue } from '../../domain/own-value.ts';
import { headOf, isOtherwise, lackOf, otherwiseText } from './report-words.ts';
import { examplesNotes } from './examples-notes.ts';
import { judgeNotes } from './judge-notes.ts';
import { noiseNotes } from './noise-notes.ts';
import { sliceNotes, whySlices } from './slice-words.ts';
import { leakageNotes } from './leakage-notes.ts';
import { unknownNotes } from './unknown-notes.ts';

/**
 * What a reader of the numbers has to know beside what the head says, as sentences without their end; nothing of it is
 * escaped.
 */
export function reportNotes(report: Report): readonly string[] {
  const comparable = report.sides.filter((side) => !isOtherwise(side));
  const changes = report.metrics.flatMap(({ against }) =>
    comparable.flatMap(({ name }) => ownValue(against, name) ?? []),
  );
  const isUnknown = changes.some(({ claim, why }) => claim === 'cannot-tell' && why === undefined);
  const said = headNotes(report);
  const notes = [
    ...leakageNotes(report),
    ...lacksOf(report),
    ...report.sides.flatMap((side) =>
      isAllInRun(report, side) ? [] : (otherwiseText(side) ?? []),
    ),
    ...unknownNotes(report),
    ...examplesNotes(report),
    ...judgeNotes(report),
    ...sliceNotes(report),
    ...whySlices(report),
    ...(isUnknown ? [HOW_SURE] : []),
    ...noiseNotes(report, { isNoiseSaid: said.length > 0 }),
  ];
  return notes.filter((note) => !said.includes(note));
}

/** What the head of a report says beside its number: which of the two noises it rests on, or why it stands alone. */
export function headNotes(report: Report): readonly string[] {
  const head = headOf(report);
  if (head === null) return [];
  const [first] = head.standings;
  const warned = head.warning === null ? [] : [head.warning];
  if (first === undefined) return [...lacksOf(report), ...warned];
  return first.interval === null || first.caveat === null ? warned : [first.caveat, ...warned];
}

const HOW_SURE =
  'noise not known: a step may write how sure it is, as {"auc": {"value": 0.91, "low": 0.90, "high": 0.92}}';

/** Whether all that is held against a side was judged in this run, whatever else measured it then. */
function isAllInRun({ metrics }: Report, { name }: Side): boolean {
  const changes = metrics.flatMap(({ against }) => ownValue(against, name) ?? []);
  return changes.length > 0 && changes.every(({ inRun }) => inRun === true);
}

function lacksOf({ sides }: Report): readonly string[] {
  return sides.flatMap((side) => lackOf(side) ?? []);
}
