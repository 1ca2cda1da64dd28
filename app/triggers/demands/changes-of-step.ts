import { canonicalJson } from '../../domain/digest.ts';
import type { Json } from '../../domain/json.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { matchGlob } from '../../compile/triggers/match-glob.ts';
import type { ChangedPaths } from '../../compile/triggers/match-triggers.ts';

const MOST_NAMED = 5;

/**
 * What a change makes otherwise of the work of a gated step: keys of the pipeline file, and files that the step sees by
 * name. Nothing, where the step is gone: that is said otherwise.
 */
export function changesOfStep(
  granting: Plan,
  head: Plan,
  id: string,
  changed: ChangedPaths,
): readonly string[] {
  const before = granting.steps.find((step) => step.id === id);
  const after = head.steps.find((step) => step.id === id);
  if (before === undefined || after === undefined) return [];
  const keys = KEYS.filter(([, of]) => canonicalJson(of(before)) !== canonicalJson(of(after)));
  const names = [...keys.map(([name]) => name), ...filesOf(after, changed)];
  const more = names.length - MOST_NAMED;
  return more > 0 ? [...names.slice(0, MOST_NAMED), `${more} more`] : names;
}

const KEYS: readonly (readonly [string, (step: PlanStep) => Json])[] = [
  ['its run', ({ action }) => action],
  ['its files', ({ files }) => (files === null ? null : [...files])],
  ['its inputs', ({ inputs }) => inputs],
  ['its metrics', ({ metrics }) => metrics],
  ['its env', ({ env }) => ({ ...env })],
  ['its params', ({ params }) => [...params]],
];

/** Files that the step names, by `files` or in its command. What sees every file names none. */
function filesOf({ files, action }: PlanStep, changed: ChangedPaths): readonly string[] {
  if (typeof changed === 'string') return [];
  const words = new Set(action.type === 'run' ? action.run.split(/[\s"'=:;|&<>()]+/) : []);
  const isNamed = (path: string) =>
    (files ?? []).some((glob) => matchGlob(glob, path) || path.startsWith(`${glob}/`));
  return changed.filter((path) => words.has(path) || isNamed(path));
}
