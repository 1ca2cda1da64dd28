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

/** A step of a run that is judged by what it measured, and the row that did. */
export type JudgedRow = {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly step: PlanStep;
  readonly row: Pick<StepRow, 'key' | 'takenFrom'>;
};

export type EvaluationDeps = {
  readonly store: Pick<StoreReads, 'cache'>;
  readonly changedFiles: FileChanges;
};

/** A step that is judged by what it measured, as a plan has it. */
export type JudgedIn = { readonly plan: Plan; readonly judged: PlanStep };

type Asked = JudgedIn & {
  /** As the other run had it; null: nobody knows. */
  readonly before: JudgedIn | null;
  readonly now: MeasuredRow;
  readonly was: MeasuredRow;
};

/**
 * Why what a step measured may not be compared with what it measured then: by its cache key without the model that it is
 * given. A step that is given none makes what it measures, and is what was changed. What either plan takes for a part of the
 * evaluation is one: the plan of today is the change's own word. Empty: nothing is known of that.
 */
export async function evaluationChanges(
  { store, changedFiles }: EvaluationDeps,
  { plan, judged, before: old, now, was }: Asked,
): Promise<readonly string[]> {
  const sides = judgingSides([{ plan, judged }, ...(old === null ? [] : [old])]);
  if (sides.length === 0) return [];
  const [before, after] = await Promise.all([
    partsOf(store, was.header.id, was.row),
    partsOf(store, now.header.id, now.row),
  ]);
  if (before === null) return [];
  // Such as by a change that turns its cache off.
  if (after === null) return [UNKNOWN];
  const others = changedOfEvaluation(sides, before, after);
  if (before['files'] === after['files']) return others;
  const named = sides.filter((side) => side.judged.files !== null && side.maker.files !== null);
  const changed = named.map(async ({ judged: step, maker }) => ({
    maker,
    paths: await changedFiles.between(now.header, was.header, seenFiles(step) ?? []),
  }));
  return [...filesOnly(await Promise.all(changed)), ...others];
}

/** Those that are given a model which a step of theirs makes, with that step. */
export function judgingSides(sides: readonly JudgedIn[]): readonly JudgingSide[] {
  return sides.flatMap((side): JudgingSide[] => {
    const [maker] = makersOf(side.plan, side.judged);
    return maker === undefined ? [] : [{ ...side, maker }];
  });
}

/** How two keys differ in what either side takes for a part of the evaluation, but for files. */
export function changedOfEvaluation(
  sides: readonly JudgingSide[],
  before: CacheParts,
  after: CacheParts,
): readonly string[] {
  const counts = (name: string) => isOfEvaluation(sides, name);
  return changedParts(pick(before, counts), pick(after, counts));
}

export const UNKNOWN = 'nobody knows what it was made of';

export type JudgingSide = JudgedIn & { readonly maker: PlanStep };

/** What a row's key was made of; null: nobody knows. */
export async function partsOf(
  store: EvaluationDeps['store'],
  run: string,
  { key, takenFrom }: MeasuredRow['row'],
): Promise<CacheParts | null> {
  const origin = takenFrom ?? { run, key };
  // Work that was taken has the same key as what was looked for.
  const kept =
    (await store.cache.partsOf(origin.run, origin.key)) ?? (await store.cache.partsOf(run, key));
  return kept === null ? null : partsIn(kept.parts);
}

function pick(parts: CacheParts, counts: (name: string) => boolean): CacheParts {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => counts(name)));
}

/** Its command, params, environment and data; not the model, nor the machine. */
function isOfEvaluation(sides: readonly JudgingSide[], name: string): boolean {
  const [kind = '', ...rest] = name.split('.');
  if (kind !== 'input') return OF_EVALUATION.has(kind);
  const given = sides.flatMap(({ plan, judged }) => {
    const input = judged.inputs[rest.join('.')];
    return input === undefined ? [] : [{ plan, judged, input }];
  });
  return (
    given.length === 0 || given.some(({ plan, judged, input }) => !isOfModel(plan, judged, input))
  );
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

type Changed = {
  readonly maker: PlanStep;
  /** Null: nobody can tell. */
  readonly paths: readonly string[] | null;
};

/**
 * Files that only the evaluation sees, by either plan: what it shares with the step that makes the model is the model's
 * code. A step that names no files sees all, and nobody can tell.
 */
export function filesOnly(sides: readonly Changed[]): readonly string[] {
  const known = sides.flatMap(({ maker, paths }) => (paths === null ? [] : [{ maker, paths }]));
  if (known.length === 0) return [];
  // Others than those that differ now, or too many.
  if (known.every(({ paths }) => paths.length === 0)) return ['the files it sees changed'];
  const only = known.flatMap(({ maker, paths }) => {
    const shared = (seenFiles(maker) ?? []).map(fileRule);
    return paths.filter((path) => !isSelected(path, shared));
  });
  return [...new Set(only)];
}
