import { cellPairs } from '../../domain/cell.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import { closestName } from '../../../text/closest-name.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The step or cell of a run that a person means: `train`, `train[seed=1]`, or `train (seed=1, lr=0.1)` with the keys in
 * any order. Throws a `UsageError` that suggests a name.
 */
export function findRow(
  { steps, header }: Pick<RunRecord, 'steps' | 'header'>,
  key: string,
): StepRow {
  const row = steps.find((candidate) => candidate.key === key) ?? findCell(steps, key);
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

const BRACKETS: Readonly<Record<string, string>> = { '[': ']', '(': ')' };

function findCell(steps: readonly StepRow[], key: string): StepRow | undefined {
  const open = key.search(/[[(]/);
  if (open < 1 || !key.endsWith(BRACKETS[key.charAt(open)] ?? '')) return undefined;
  const stepId = key.slice(0, open).trim();
  const named = key.slice(open + 1, -1).trim();
  return steps.find(
    ({ role, stepId: id, cell }) =>
      role === 'cell' && id === stepId && cell !== null && consistsOf(named, cellPairs(cell)),
  );
}

/** Whether a text is all of these, in any order, with commas between them; each may have commas itself. */
function consistsOf(text: string, pairs: readonly string[]): boolean {
  if (pairs.length === 0) return text === '';
  return pairs.some((pair, place) => {
    if (!text.startsWith(pair)) return false;
    const others = pairs.toSpliced(place, 1);
    const rest = text.slice(pair.length).trimStart();
    if (others.length === 0) return rest === '';
    return rest.startsWith(',') && consistsOf(rest.slice(1).trimStart(), others);
  });
}
