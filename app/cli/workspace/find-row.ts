import type { StepRow } from '../../domain/run/run.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import { closestName } from '../../../text/closest-name.ts';
import { UsageError } from '../usage-error.ts';

/** The step or cell of a run that a person means: `train`, `train[seed=1]`. Throws a `UsageError` that suggests a name. */
export function findRow(
  { steps, header }: Pick<RunRecord, 'steps' | 'header'>,
  key: string,
): StepRow {
  const row = steps.find((candidate) => candidate.key === key);
  if (row !== undefined) return row;
  const keys = steps.map((step) => step.key);
  const near = closestName(key, keys);
  throw new UsageError(
    `Run ${header.number} has no step ${key}.`,
    near === null ? `Its steps: ${listed(keys)}` : `Did you mean ${near}?`,
  );
}

const MAX_LISTED = 20;

function listed(keys: readonly string[]): string {
  const more = keys.length > MAX_LISTED ? `, and ${keys.length - MAX_LISTED} more` : '';
  return `${keys.slice(0, MAX_LISTED).join(', ')}${more}.`;
}
