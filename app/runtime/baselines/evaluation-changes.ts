import type { CacheParts } from '../../compile/cache/cache-key.ts';
import { changedParts } from '../../compile/cache/changed-parts.ts';
import { partsIn } from '../../compile/cache/parts-in.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { seenFiles } from '../../domain/seen-files.ts';
import { fileRule, isSelected } from '../../../text/globs/file-rule.ts';
import type { FileChanges } from '../ports/host.ts';
import type { StoreReads } from '../ports/store.ts';
import { isOfModel, makersOf } from './model-of.ts';

/** A run's row that measured: the work may be another's. */
export type MeasuredRow = {
  readonly header: RunHeader;
  readonly row: Pick<StepRow, 'key' | 'takenFrom'>;
};

export type EvaluationDeps = {
  readonly store: Pick<StoreReads, 'cache'>;
  readonly changedFiles: FileChanges;
};

type Asked = {
  readonly plan: Plan;
  readonly judged: PlanStep;
  readonly now: MeasuredRow;
  readonly was: MeasuredRow;
};

/**
 * Why what a step measured may not be compared with what it measured then: by its cache key without the model that it is
 * given. A step that is given none makes what it measures, and is what was changed. Empty: nothing is known of that.
 */
export async function evaluationChanges(
  { store, changedFiles }: EvaluationDeps,
  { plan, judged, now, was }: Asked,
): Promise<readonly string[]> {
  const [maker] = makersOf(plan, judged);
  if (maker === undefined) return [];
  const [before, after] = await Promise.all([
    partsOf(store, was.header.id, was.row),
    partsOf(store, now.header.id, now.row),
  ]);
  if (before === null || after === null) return [];
  const differ = before['files'] !== after['files'];
  const counts = (name: string) => isOfEvaluation(plan, judged, name);
  const others = changedParts(pick(before, counts), pick(after, counts));
  if (!differ || judged.files === null || maker.files === null) return others;
  const paths = await changedFiles.between(now.header, was.header, seenFiles(judged) ?? []);
  return [...filesOnly(maker, paths), ...others];
}

/** What a row's key was made of; null: nobody knows. */
export async function partsOf(
  store: EvaluationDeps['store'],
  run: string,
  { key, takenFrom }: MeasuredRow['row'],
): Promise<CacheParts | null> {
  const origin = takenFrom ?? { run, key };
  const kept = await store.cache.partsOf(origin.run, origin.key);
  return kept === null ? null : partsIn(kept.parts);
}

function pick(parts: CacheParts, counts: (name: string) => boolean): CacheParts {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => counts(name)));
}

/** Its command, params, environment and data; not the model, nor the machine. */
function isOfEvaluation(plan: Plan, judged: PlanStep, name: string): boolean {
  const [kind = '', ...rest] = name.split('.');
  if (kind !== 'input') return OF_EVALUATION.has(kind);
  const input = judged.inputs[rest.join('.')];
  return input === undefined || !isOfModel(plan, judged, input);
}

const OF_EVALUATION = new Set([
  'run',
  'param',
  'env',
  'requirements',
  'python',
  'container',
  'judge',
]);

/**
 * Files that only the evaluation sees: what it shares with the step that makes the model is the model's code. A step that
 * names no files sees all, and nobody can tell.
 */
function filesOnly(maker: PlanStep, changed: readonly string[] | null): readonly string[] {
  if (changed === null) return [];
  // Others than those that differ now, or too many.
  if (changed.length === 0) return ['the files it sees changed'];
  const shared = (seenFiles(maker) ?? []).map(fileRule);
  return changed.filter((path) => !isSelected(path, shared));
}
