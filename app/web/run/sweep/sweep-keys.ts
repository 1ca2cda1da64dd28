import type { StepView } from '../../../../schemas/run-view.generated.ts';
import { ownValue } from '../../../domain/own-value.ts';

/** A key of a matrix, and the values that it takes, as texts: numbers by size, others as they come. */
export type SweepKey = { readonly name: string; readonly values: readonly string[] };

/** The keys in which cells differ, in the order of the file. */
export function sweepKeys(cells: readonly StepView[]): readonly SweepKey[] {
  const names = [...new Set(cells.flatMap(({ cell }) => Object.keys(cell ?? {})))];
  return names.flatMap((name): SweepKey[] => {
    const values = [...new Set(cells.map((cell) => cellValue(cell, name)))];
    return values.length < 2 ? [] : [{ name, values: inOrder(values) }];
  });
}

/** As people write it. */
export function cellValue({ cell }: Pick<StepView, 'cell'>, name: string): string {
  const value = ownValue(cell ?? {}, name);
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '–');
}

function inOrder(values: readonly string[]): readonly string[] {
  const areNumbers = values.every((value) => value !== '' && Number.isFinite(Number(value)));
  return areNumbers ? values.toSorted((a, b) => Number(a) - Number(b)) : values;
}
