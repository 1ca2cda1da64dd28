import { ownValue } from '../../domain/own-value.ts';
import { closestName } from '../../../text/closest-name.ts';
import type { ArtifactRef } from '../../domain/artifact.ts';
import type { Json } from '../../domain/json.ts';
import { ENDED_WORDS } from '../../domain/result-words.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import { UsageError } from '../usage-error.ts';
import { findRow } from '../workspace/find-row.ts';

export type Found =
  | { readonly artifact: ArtifactRef }
  | { readonly value: Json }
  | { readonly cells: readonly StepRow[]; readonly name: string };

/** What a person means by `STEP.OUTPUT`. Throws a `UsageError` that suggests a name, `plots` where `hasPlots` says so. */
export async function findOutput(
  record: RunRecord,
  reference: string,
  hasPlots: (row: StepRow) => Promise<boolean>,
): Promise<Found> {
  const dot = reference.lastIndexOf('.');
  if (dot <= Math.max(reference.lastIndexOf(']'), reference.lastIndexOf(')'))) {
    throw new UsageError(
      `${reference} names no output.`,
      'Write STEP.OUTPUT, such as train.model.',
    );
  }
  const row = findRow(record, reference.slice(0, dot));
  const name = reference.slice(dot + 1);
  const artifact = ownValue(row.artifacts, name);
  if (artifact !== undefined) return { artifact };
  const value = ownValue(row.outputs, name);
  if (value !== undefined) return { value };
  const cells = row.role === 'group' ? cellsWith(record, row, name) : [];
  if (cells.length > 0) return { cells, name };
  throw noSuchOutput(record, row, { name, hasPlots: await hasPlots(row) });
}

function cellsWith({ steps }: RunRecord, group: StepRow, name: string): readonly StepRow[] {
  return steps.filter(
    ({ role, stepId, artifacts, outputs }) =>
      role === 'cell' &&
      stepId === group.stepId &&
      (Object.hasOwn(artifacts, name) || Object.hasOwn(outputs, name)),
  );
}

function noSuchOutput(
  { steps }: RunRecord,
  row: StepRow,
  { name, hasPlots }: { readonly name: string; readonly hasPlots: boolean },
): UsageError {
  const rows = row.role === 'group' ? steps.filter(({ stepId }) => stepId === row.stepId) : [row];
  const names = [
    ...new Set(rows.flatMap(({ artifacts, outputs }) => Object.keys({ ...artifacts, ...outputs }))),
    ...(hasPlots ? ['plots'] : []),
  ];
  if (names.length === 0) {
    const how = row.result === null ? `is ${row.state}` : ENDED_WORDS[row.result];
    return new UsageError(`${row.key} left no outputs: it ${how}.`);
  }
  const near = closestName(name, names);
  const hint = near === null ? `It has ${names.join(', ')}.` : `Did you mean ${near}?`;
  return new UsageError(`${row.key} has no output ${name}.`, hint);
}
