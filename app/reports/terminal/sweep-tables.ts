import type { Plan } from '../../domain/plan.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { line, span, type Line } from '../layout/line.ts';
import { table } from '../layout/table.ts';
import { groupCells } from '../view/matrix-rows.ts';
import { hasSeeds, pivotCells, type Combination } from '../view/pivot-cells.ts';
import { rankCells, type RankedCells } from '../view/rank-cells.ts';
import { numberText } from '../words/number-text.ts';
import { count, shownKey } from '../words/step-words.ts';

const MOST_COMBINATIONS = 20;
const MOST_COLUMNS = 8;

/** The mark of the best cell or combination. */
export const BEST = '★';

/**
 * What each sweep of a run found: its primary metric over the combinations of its matrix, seeds taken together; with two
 * keys one down and one across. A matrix of one key without seeds has nothing to add to the list of its cells.
 */
export function sweepTables(view: RunView, plan: Plan, width: number): readonly Line[][] {
  return groupCells(view.steps).flatMap(({ step, cells }) => {
    const ranked = cells.length < 2 ? null : rankCells(plan, step.id, cells);
    const combinations = ranked === null ? [] : pivotCells(ranked);
    const keys = Object.keys(combinations[0]?.values ?? {});
    if (ranked === null || combinations.length < 2) return [];
    if (keys.length < 2 && !hasSeeds(ranked)) return [];
    return [[headline(step.id, keys, ranked), ...tableOf(keys, combinations, width)]];
  });
}

function headline(stepId: string, keys: readonly string[], ranked: RankedCells): Line {
  const seeds = hasSeeds(ranked) ? ', mean over seeds' : '';
  return [
    span(shownKey(stepId), 'strong'),
    span(`  ${ranked.metric} by ${keys.join(', ')}${seeds}`, 'dim'),
  ];
}

function tableOf(
  keys: readonly string[],
  combinations: readonly Combination[],
  width: number,
): readonly Line[] {
  const [down = '', across = ''] = keys;
  const columns = new Set(combinations.map(({ values }) => values[across]));
  if (keys.length !== 2 || columns.size > MOST_COLUMNS) return list(keys, combinations, width);
  return pivot({ down, across }, combinations, width);
}

function pivot(
  { down, across }: { readonly down: string; readonly across: string },
  combinations: readonly Combination[],
  width: number,
): readonly Line[] {
  const rows = inOrder(combinations.map(({ values }) => values[down] ?? ''));
  const columns = inOrder(combinations.map(({ values }) => values[across] ?? ''));
  const find = (row: string, column: string) =>
    combinations.find(({ values }) => values[down] === row && values[across] === column);
  const most = Math.max(...combinations.map(({ measured }) => measured));
  const lines = rows.slice(0, MOST_COMBINATIONS).map((row) => {
    const cells = columns.map((column) => meanText(find(row, column), most));
    const named: readonly Line[] = [line(`  ${row}`)];
    return named.concat(cells);
  });
  const titles = columns.map((column) => ({
    title: `${across}=${column}`,
    align: 'right' as const,
  }));
  return [
    ...table([{ title: `  ${down}`, shrinkTo: 10 }, ...titles], lines, width),
    ...more(rows.length - MOST_COMBINATIONS, 'row'),
  ];
}

function list(
  keys: readonly string[],
  combinations: readonly Combination[],
  width: number,
): readonly Line[] {
  const most = Math.max(...combinations.map(({ measured }) => measured));
  const rows = combinations.slice(0, MOST_COMBINATIONS).map((each) => {
    const values = keys.map((key, place) =>
      line(`${place === 0 ? '  ' : ''}${each.values[key] ?? ''}`),
    );
    return values.concat([meanText(each, most)]);
  });
  const columns = keys.map((key, place) => ({
    title: place === 0 ? `  ${key}` : key,
    shrinkTo: 10,
  }));
  return [
    ...table([...columns, { title: 'mean', align: 'right' }], rows, width),
    ...more(combinations.length - MOST_COMBINATIONS, 'combination'),
  ];
}

/** `0.902 ± 0.001`: the mean and its spread; how many it rests on where some are missing. */
function meanText(combination: Combination | undefined, most: number): Line {
  if (combination === undefined) return line('–', 'dim');
  const { mean, sd, measured, isBest } = combination;
  return [
    span(measured < most ? `n=${measured} ` : '', 'dim'),
    span(isBest ? `${BEST} ` : '', 'accent'),
    span(numberText(mean), isBest ? 'strong' : 'plain'),
    span(sd === null ? '' : ` ± ${numberText(Number(sd.toPrecision(2)))}`, 'dim'),
  ];
}

function more(amount: number, noun: string): readonly Line[] {
  return amount <= 0 ? [] : [line(`  … ${count(amount, `more ${noun}`)}`, 'dim')];
}

/** Each text once; numbers by size, so that a grid reads like one. */
function inOrder(texts: readonly string[]): readonly string[] {
  const once = [...new Set(texts)];
  const areNumbers = once.every((text) => Number.isFinite(Number(text)));
  return areNumbers ? once.toSorted((a, b) => Number(a) - Number(b)) : once;
}
