import type { RunView } from '../../../schemas/run-view.generated.ts';
import { line, span, type Line } from '../layout/line.ts';
import { table } from '../layout/table.ts';
import { count, shownKey } from '../words/step-words.ts';
import { gateReason, judgedGates, verdictWords } from '../words/verdict-words.ts';

const MOST_GATES = 10;

/** The gates that no story of a failure tells of: what was measured against what, the worst first. */
export function gateSection(
  view: RunView,
  told: ReadonlySet<string>,
  width: number,
): readonly Line[] {
  const gates = judgedGates(view).filter(
    ({ key, gate }) => gate.verdict !== 'fail' || !told.has(key),
  );
  if (gates.length === 0) return [];
  const rows = gates.slice(0, MOST_GATES).map(({ key, gate }) => {
    const { glyph, tone } = verdictWords(gate);
    return [
      [span(`  ${glyph} `, tone), span(shownKey(key))],
      line(gate.id),
      line(gateReason(gate), 'dim'),
    ];
  });
  const columns = [
    { title: '', shrinkTo: 16 },
    { title: '', shrinkTo: 12 },
    { title: '', shrinkTo: 24, wraps: true as const },
  ];
  const [, ...lines] = table(columns, rows, width);
  const hidden = gates.length - rows.length;
  return [
    line('Gates', 'strong'),
    ...lines,
    ...(hidden === 0 ? [] : [line(`  … ${count(hidden, 'more gate')}`, 'dim')]),
  ];
}
