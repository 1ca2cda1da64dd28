import { sumCosts } from '../../costs/cost.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { duration } from '../../../text/duration.ts';
import { gateCounts } from '../words/gate-lines.ts';
import { lineText } from '../layout/line.ts';
import { mainMetric, mainMetrics } from '../view/main-metric.ts';
import { groupCells, type StepGroup } from '../view/matrix-rows.ts';
import { rankCells } from '../view/rank-cells.ts';
import { numberText } from '../words/number-text.ts';
import { reasonAndPlace, waitsAt } from '../words/short-reason.ts';
import { ownTime } from '../words/step-time.ts';
import { costText, isNotable } from '../words/cost-words.ts';
import { count, hasFailed, shownKey, stepWords } from '../words/step-words.ts';
import { inlineCode, inlineText } from './inline-text.ts';
import type { Section } from './fit-sections.ts';
import { toneMark } from './tone-mark.ts';

/** Beyond this many rows a matrix step shows only the cells that did not go well. */
const MANY_ROWS = 60;

/** The steps of a run as a Markdown table: result, time, tries, main metric, gates, and why. */
export function stepSection(view: RunView, plan: Plan): Section {
  const main = mainMetrics(plan);
  const isLong = view.steps.length > MANY_ROWS;
  const hasCosts = view.cost !== undefined && isNotable(view.cost);
  const rows = groupCells(view.steps).flatMap((group) =>
    groupRows(group, { plan, isLong, main, hasCosts }),
  );
  const names = [
    'Step',
    'Result',
    'Time',
    'Tries',
    ...(hasCosts ? ['Cost'] : []),
    'Metric',
    'Gates',
    'Why',
  ];
  const aligns = names.map((name) => (RIGHT.has(name) ? '---:' : '---'));
  return {
    head: `| ${names.join(' | ')} |\n| ${aligns.join(' | ')} |`,
    rows,
    tail: '',
    more: (left) => lone(`… ${count(left, 'more row')}`, hasCosts),
  };
}

const RIGHT: ReadonlySet<string> = new Set(['Time', 'Tries', 'Cost']);

/** A row that says one thing. */
function lone(text: string, hasCosts: boolean): string {
  return `| ${text} |${' |'.repeat(hasCosts ? 7 : 6)}`;
}

type Shown = {
  readonly hasCosts: boolean;
  readonly plan: Plan;
  readonly isLong: boolean;
  readonly main: ReadonlyMap<string, string>;
};

/** Cells stand with the best first where the step says what is best. */
function groupRows({ step, cells }: StepGroup, shownBy: Shown): readonly string[] {
  const { plan, isLong, main, hasCosts } = shownBy;
  const sorted = rankCells(plan, step.id, cells)?.cells ?? cells;
  const shown = isLong ? sorted.filter((cell) => hasFailed(cell)) : sorted;
  const hidden = cells.length - shown.length;
  const rest = hidden === 0 ? [] : [lone(`… ${count(hidden, 'more cell')}`, hasCosts)];
  return [step, ...shown].map((row) => stepRow(row, { main, hasCosts })).concat(rest);
}

function stepRow(step: StepView, { main, hasCosts }: Pick<Shown, 'main' | 'hasCosts'>): string {
  const { tone, word } = stepWords(step);
  const time = ownTime(step);
  const metric = mainMetric(step, main);
  const tries = step.attempts.length;
  const cells = [
    `${step.cell === null ? '' : '&nbsp;&nbsp;'}${inlineCode(shownKey(step.key))}`,
    // On a narrow screen a mark would stand in a line of its own.
    `${toneMark(tone)}&nbsp;${inlineText(word)}`,
    time === null ? '' : duration(time).replace('<', '&lt;'),
    tries > 1 ? String(tries) : '',
    ...(hasCosts ? [costOf(step)] : []),
    metric === null ? '' : `${inlineCode(metric.name, 40)} ${numberText(metric.value)}`,
    lineText(gateCounts(step.gates)).trim().replaceAll(' ', '&nbsp;'),
    why(step),
  ];
  return `| ${cells.join(' | ')} |`;
}

function costOf({ attempts }: StepView): string {
  const cost = sumCosts(attempts.flatMap((attempt) => attempt.cost ?? []));
  return isNotable(cost) ? costText(cost) : '';
}

function why(step: StepView): string {
  const reason = inlineText(reasonAndPlace(step), 160);
  const address = waitsAt(step);
  return address === null ? reason : `[${reason}](${address})`;
}
