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
  return measuredSweeps(view, plan).map(({ id, told, table }) =>
    section(`**${inlineText(id, 60)}**: ${told}, the best first`, table, ''),
  );
}

/** The same for a comment: folded up once the run is over. */
export function foldedSweeps(view: RunView, plan: Plan): readonly Section[] {
  return measuredSweeps(view, plan).map(({ id, told, best, table }) => {
    const isOpen = view.endedAt === null ? ' open' : '';
    const lead = `<b>Sweep</b> of ${inlineCode(id, 60)}: ${told}, best ${best}`;
    return section(`<details${isOpen}><summary>${lead}</summary>`, table, '\n</details>');
  });
}

type MeasuredSweep = {
  readonly id: string;
  /** `17 of 18 cells measured` */
  readonly told: string;
  /** `<code>lr=0.01</code>` */
  readonly best: string;
  readonly table: Table;
};

function measuredSweeps(view: RunView, plan: Plan): readonly MeasuredSweep[] {
  return groupCells(view.steps).flatMap(({ step, cells }): MeasuredSweep[] => {
    const ranked = cells.length < 2 ? null : rankCells(plan, step.id, cells);
    if (ranked === null) return [];
    const measured = ranked.cells.filter(({ metrics }) => isIn(metrics, ranked.metric));
    const [first] = measured;
    if (first === undefined) return [];
    const told = `${measured.length} of ${count(cells.length, 'cell')} measured`;
    const combinations = overSeeds(ranked);
    const [combination] = combinations;
    return combination === undefined
      ? [{ id: step.id, told, best: cellName(first), table: cellTable(ranked, measured) }]
      : [
          {
            id: step.id,
            told,
            best: combinationName(combination),
            table: combinationTable(ranked, combinations),
          },
        ];
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

function section(lead: string, table: Table, tail: string): Section {
  const { columns, aligned, rows, hidden, noun } = table;
  const more = (left: number) =>
    `| … ${count(left, `more ${noun}`)} ${'| '.repeat(columns.length)}`.trim();
  return {
    head: `${lead}\n\n| ${columns.join(' | ')} |\n${aligned}`,
    rows: [...rows, ...(hidden === 0 ? [] : [more(hidden)])],
    tail,
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
    rows: combinations.slice(0, MOST_CELLS).map((combination) => {
      const { mean, sd, measured } = combination;
      const spread = sd === null ? '' : `± ${numberText(Number(sd.toPrecision(2)))}`;
      return `| ${combinationName(combination)} | ${numberText(mean)} | ${spread} | ${measured} |`;
    }),
    hidden: Math.max(0, combinations.length - MOST_CELLS),
    noun: 'combination',
  };
}

function combinationName({ values }: Combination): string {
  const parts = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  return inlineCode(parts.join(','));
}

function cellName(cell: StepView): string {
  return inlineCode(shownKey(cell.key).slice(cell.id.length + 1, -1));
}

function isIn(metrics: StepView['metrics'], name: string): boolean {
  return ownValue(metrics, name) !== undefined;
}

function cellRow(cell: StepView, metric: string): string {
  const { tone, word } = stepWords(cell);
  const value = ownValue(cell.metrics, metric);
  const time = ownTime(cell);
  const cells = [
    cellName(cell),
    value === undefined ? '' : numberText(value),
    `${toneMark(tone)} ${inlineText(word)}`,
    time === null ? '' : duration(time).replace('<', '&lt;'),
  ];
  return `| ${cells.join(' | ')} |`;
}
