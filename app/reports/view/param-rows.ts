import type { RunView } from '../../../schemas/run-view.generated.ts';

/** A param of one of two runs; a value is left out where that run does not have it. */
export type ParamRow = {
  readonly name: string;
  readonly value?: unknown;
  readonly other?: unknown;
};

/** The params of two runs, those that differ first. */
export function paramRows(
  view: Pick<RunView, 'params'>,
  other: Pick<RunView, 'params'>,
): readonly ParamRow[] {
  const names = new Set([...Object.keys(view.params), ...Object.keys(other.params)]);
  const rows = [...names].map((name) => paramRow(name, view.params, other.params));
  return rows.toSorted((a, b) => Number(isEqualParam(a)) - Number(isEqualParam(b)));
}

function paramRow(name: string, here: RunView['params'], there: RunView['params']): ParamRow {
  return {
    name,
    ...(Object.hasOwn(here, name) ? { value: here[name] } : {}),
    ...(Object.hasOwn(there, name) ? { other: there[name] } : {}),
  };
}

/** Whether both runs have the same. */
export function isEqualParam(row: ParamRow): boolean {
  return JSON.stringify(row.value) === JSON.stringify(row.other);
}

/** A value of a param as people read it; `–`: that run does not have it. */
export function paramText(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
