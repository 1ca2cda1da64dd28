import type { Plan } from '../../domain/plan.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { duration } from '../../../text/duration.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { toneMark } from '../markdown/tone-mark.ts';
import { groupCells } from '../view/matrix-rows.ts';
import { overSeeds, type Combination } from '../view/pivot-cells.ts';
import { rankCells, type RankedCells } from '../view/rank-cells.ts';
import { numberText } from '../words/number-text.ts';
import { ownTime } from '../words/step-time.ts';
import { count, shownKey, stepWords } from '../words/step-words.ts';

/** Of thousands of cells these are worth a look. */
const MOST_CELLS = 10;

/** The best cells of each sweep that says what is best, the best first; those that differ in their seed alone as one. */
export function sweepSections(view: RunView, plan: Plan): readonly Section[] {
  return groupCells(view.steps).flatMap(({ step, cells }): Section[] => {
    const ranked = cells.length < 2 ? null : rankCells(plan, step.id, cells);
    if (ranked === null) return [];
    const measured = ranked.cells.filter(({ metrics }) => isIn(metrics, ranked.metric));
    if (measured.length === 0) return [];
    const lead = `**${inlineText(step.id, 60)}**: ${measured.length} of ${count(cells.length, 'cell')} measured, the best first`;
    const combinations = overSeeds(ranked);
    return combinations.length > 0
      ? [section(lead, combinationTable(ranked, combinations))]
      : [section(lead, cellTable(ranked, measured))];
  });
}

type Table = {
  readonly columns: readonly string[];
  readonly aligned: string;
  readonly rows: readonly string[];
  /** Those that are shown elsewhere or not at all. */
  readonly hidden: number;
  readonly noun: string;
};

function section(lead: string, { columns, aligned, rows, hidden, noun }: Table): Section {
  const more = (left: number) =>
    `| … ${count(left, `more ${noun}`)} ${'| '.repeat(columns.length)}`.trim();
  return {
    head: `${lead}\n\n| ${columns.join(' | ')} |\n${aligned}`,
    rows: [...rows, ...(hidden === 0 ? [] : [more(hidden)])],
    tail: '',
    more,
  };
}

function metricTitle({ metric, goal }: RankedCells): string {
  return `${inlineCode(metric, 40)} ${goal === 'up' ? '↑' : '↓'}`;
}

function cellTable(ranked: RankedCells, measured: readonly StepView[]): Table {
  return {
    columns: ['Cell', metricTitle(ranked), 'Result', 'Time'],
    aligned: '| --- | ---: | --- | ---: |',
    rows: measured.slice(0, MOST_CELLS).map((cell) => cellRow(cell, ranked.metric)),
    hidden: ranked.cells.length - Math.min(measured.length, MOST_CELLS),
    noun: 'cell',
  };
}

function combinationTable(ranked: RankedCells, combinations: readonly Combination[]): Table {
  return {
    columns: ['Cells', `${metricTitle(ranked)}, mean over seeds`, 'Spread', 'Seeds'],
    aligned: '| --- | ---: | ---: | ---: |',
    rows: combinations.slice(0, MOST_CELLS).map(({ values, mean, sd, measured }) => {
      const name = Object.entries(values).map(([key, value]) => `${key}=${value}`);
      const spread = sd === null ? '' : `± ${numberText(Number(sd.toPrecision(2)))}`;
      return `| ${inlineCode(name.join(','))} | ${numberText(mean)} | ${spread} | ${measured} |`;
    }),
    hidden: Math.max(0, combinations.length - MOST_CELLS),
    noun: 'combination',
  };
}

function isIn(metrics: StepView['metrics'], name: string): boolean {
  return ownValue(metrics, name) !== undefined;
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
