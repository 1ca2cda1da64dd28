import { changedParts } from '../../compile/cache/changed-parts.ts';
import { isMap, type Json } from '../../domain/json.ts';
import type { Plan, PlanStep, RegisterSpec } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { seenFiles } from '../../domain/seen-files.ts';
import { fileRule, isSelected } from '../../../text/globs/file-rule.ts';
import type { Store } from '../ports/store.ts';

type Measured = { readonly run: string; readonly row: StepRow };

type Asked = {
  readonly plan: Plan;
  readonly judged: PlanStep;
  /** What changed of the repository; empty: nothing, or too much to be told. Null: nobody knows. */
  readonly paths: readonly string[] | null;
  readonly now: Measured;
  readonly was: Measured;
};

/**
 * Why what a step measured may not be compared with what it measured then: by its cache key without the model that it is
 * given. A step that is given none makes what it measures, and is what was changed.
 */
export async function evaluationChanges(
  store: Pick<Store, 'cache'>,
  { plan, judged, paths, now, was }: Asked,
): Promise<readonly string[]> {
  const maker = makerOf(plan, judged);
  if (maker === null) return [];
  const [before, after] = await Promise.all([partsOf(store, was), partsOf(store, now)]);
  if (before === null || after === null) return [];
  const differ = before['files'] !== after['files'];
  const counts = (name: string) => isOfEvaluation(plan, judged, name);
  const others = changedParts(pick(before, counts), pick(after, counts));
  return differ ? [...filesOnly(judged, maker, paths), ...others] : others;
}

/** The step that makes the model which a step is given; null: it is given none. */
export function makerOf(plan: Plan, { inputs }: PlanStep): PlanStep | null {
  const [maker = null] = Object.values(inputs).flatMap((input) => modelMaker(plan, input) ?? []);
  return maker;
}

/** The inputs of a step that are models: made by a step of its run, or behind an alias. */
export function modelInputsOf(plan: Plan, { inputs }: PlanStep): readonly string[] {
  return Object.entries(inputs).flatMap(([name, input]) => (isModel(plan, input) ? [name] : []));
}

function isModel(plan: Plan, input: PlanStep['inputs'][string]): boolean {
  return 'model' in input || modelMaker(plan, input) !== null;
}

/** Null: the input is no model that a step of this run makes. */
export function modelMaker(plan: Plan, input: PlanStep['inputs'][string]): PlanStep | null {
  if (!('step' in input)) return null;
  const maker = stepOf(plan, input.step);
  if (maker?.action.type === 'register') return registeredBy(plan, maker.action.register);
  return maker?.outputs[input.output]?.type === 'model' ? maker : null;
}

/** The step that made what is registered, which may be named by a step that was given it. */
function registeredBy(plan: Plan, { from }: RegisterSpec): PlanStep | null {
  const source = stepOf(plan, from.step);
  if (from.type === 'output') return source;
  const given = source?.inputs[from.name];
  return given === undefined ? null : modelMaker(plan, given);
}

function stepOf(plan: Plan, name: string): PlanStep | null {
  return plan.steps.find(({ id }) => id === name) ?? null;
}

type Parts = Readonly<Record<string, string>>;

/** What a row's key was made of; null: nobody knows. */
export async function partsOf(
  store: Pick<Store, 'cache'>,
  { run, row: { key, takenFrom } }: Measured,
): Promise<Parts | null> {
  const origin = takenFrom ?? { run, key };
  const kept = await store.cache.partsOf(origin.run, origin.key);
  return kept === null ? null : textsOf(kept.parts);
}

function textsOf(parts: Json): Parts {
  if (!isMap(parts)) return {};
  const texts = Object.entries(parts).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
  return Object.fromEntries(texts);
}

function pick(parts: Parts, counts: (name: string) => boolean): Parts {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => counts(name)));
}

/** Its command, params, environment and data; not the model, nor the machine. */
function isOfEvaluation(plan: Plan, { inputs }: PlanStep, name: string): boolean {
  const [kind = '', ...rest] = name.split('.');
  if (kind !== 'input') return OF_EVALUATION.has(kind);
  const input = inputs[rest.join('.')];
  // A version that an alias pointed to is judged beside the model, or is what it is held against.
  return input === undefined || !isModel(plan, input);
}

const OF_EVALUATION = new Set(['run', 'param', 'env', 'requirements', 'python', 'container']);

/**
 * Files that only the evaluation sees: what it shares with the step that makes the model is the model's code. A step that
 * names no files sees all, and nobody can tell.
 */
function filesOnly(
  judged: PlanStep,
  maker: PlanStep,
  paths: readonly string[] | null,
): readonly string[] {
  if (paths === null || judged.files === null || maker.files === null) return [];
  const [seen, shared] = [judged, maker].map((step) => (seenFiles(step) ?? []).map(fileRule));
  const changed = paths.filter((path) => isSelected(path, seen ?? []));
  // None of this branch: the other side was measured before other changes.
  if (changed.length === 0) return ['the files it sees changed'];
  return changed.filter((path) => !isSelected(path, shared ?? []));
}
