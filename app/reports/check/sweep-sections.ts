import type { Plan } from '../../domain/plan.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { duration } from '../../../text/duration.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { groupCells } from '../view/matrix-rows.ts';
import { rankCells } from '../view/rank-cells.ts';
import { numberText } from '../words/number-text.ts';
import { ownTime } from '../words/step-time.ts';
import { count, shownKey, stepWords } from '../words/step-words.ts';

/** Of thousands of cells these are worth a look. */
const MOST_CELLS = 10;

/** The best cells of each sweep that says what is best, the best first. */
export function sweepSections(view: RunView, plan: Plan): readonly Section[] {
  return groupCells(view.steps).flatMap(({ step, cells }): Section[] => {
    const ranked = cells.length < 2 ? null : rankCells(plan, step.id, cells);
    if (ranked === null) return [];
    const { metric, goal } = ranked;
    const measured = ranked.cells.filter(({ metrics }) => ownValue(metrics, metric) !== undefined);
    if (measured.length === 0) return [];
    const name = inlineCode(metric, 40);
    const lead = `**${inlineText(step.id, 60)}**: ${measured.length} of ${count(cells.length, 'cell')} measured, the best first`;
    const shown = measured.slice(0, MOST_CELLS);
    const more = (left: number) => `| … ${count(left, 'more cell')} | | | |`;
    const hidden = cells.length - shown.length;
    return [
      {
        head: `${lead}\n\n| Cell | ${name} ${goal === 'up' ? '↑' : '↓'} | Result | Time |\n| --- | ---: | --- | ---: |`,
        rows: [
          ...shown.map((cell) => cellRow(cell, metric)),
          ...(hidden === 0 ? [] : [more(hidden)]),
        ],
        tail: '',
        more,
      },
    ];
  });
}

function cellRow(cell: StepView, metric: string): string {
  const { tone, word } = stepWords(cell);
  const value = ownValue(cell.metrics, metric);
  const time = ownTime(cell);
  const cells = [
    inlineCode(shownKey(cell.key).slice(cell.id.length + 1, -1)),
    value === undefined ? '' : numberText(value),
    `${toneMark(tone)} ${inlineText(word)}`,
    time === null ? '' : duration(time).replace('<', '&lt;'),
  ];
  return `| ${cells.join(' | ')} |`;
}
