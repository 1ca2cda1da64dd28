import { canonicalJson } from '../../domain/digest.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { Demand } from './demands-of-plan.ts';
import { matchGlob } from '../../compile/triggers/match-glob.ts';
import type { ChangedPaths } from '../../compile/triggers/match-triggers.ts';
import { cut } from '../../../text/shortened.ts';

const MOST_NAMED = 5;
const LONGEST_NAME = 120;
/** More are told as one: each is held against every glob. */
const MOST_PATHS = 3000;

/** A gated step whose command, inputs or files are not the default branch's. */
export type ChangedStep = {
  readonly pipeline: string;
  readonly step: string;
  readonly changed: readonly string[];
};

/**
 * What a change makes otherwise of the work of gated steps: keys of the pipeline file, and files that the step sees by
 * name. Nothing, where the step is gone: that is said otherwise.
 */
export function changesOfPlan(
  granting: Plan,
  head: Plan,
  about: { readonly demands: readonly Demand[]; readonly changed: ChangedPaths },
): readonly ChangedStep[] {
  const [before, after] = [granting, head].map(({ steps }) => stepsById(steps));
  return about.demands.flatMap(({ pipeline, step }) => {
    const names = changesOfStep(before?.get(step), after?.get(step), about.changed);
    return names.length === 0 ? [] : [{ pipeline, step, changed: names }];
  });
}

function stepsById(steps: readonly PlanStep[]): ReadonlyMap<string, PlanStep> {
  return new Map(steps.map((step) => [step.id, step]));
}

function changesOfStep(
  before: PlanStep | undefined,
  after: PlanStep | undefined,
  changed: ChangedPaths,
): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const names = [...keysOf(before, after), ...filesOf(after, changed)];
  const more = names.length > MOST_NAMED ? ['and more'] : [];
  return [...names.slice(0, MOST_NAMED), ...more].map((name) => cut(name, LONGEST_NAME));
}

/** How the keys of a plan are called in the file. What is not here changes when or where a step runs, not what it does. */
const KEYS: Readonly<Partial<Record<keyof PlanStep, string>>> = {
  action: 'run',
  files: 'files',
  inputs: 'inputs',
  outputs: 'outputs',
  metrics: 'metrics',
  env: 'env',
  machineEnv: 'env',
  secrets: 'env',
  params: 'params',
  python: 'python',
  container: 'container',
  matrix: 'strategy',
  gates: 'gates',
  report: 'report',
  slices: 'slices',
};

function keysOf(before: PlanStep, after: PlanStep): readonly string[] {
  const names = Object.entries(KEYS).flatMap(([key, name]) => {
    const [old, now] = [before, after].map((step) => canonicalJson(valueOf(step, key)));
    return old === now ? [] : [name];
  });
  return [...new Set(names)];
}

function valueOf(step: PlanStep, wanted: string) {
  return Object.entries(step).find(([key]) => key === wanted)?.[1] ?? null;
}

/** Files that the step names, by `files` or in its command. What sees every file names none. */
function filesOf({ files, action }: PlanStep, changed: ChangedPaths): readonly string[] {
  if (typeof changed === 'string') return [];
  if (changed.length > MOST_PATHS) return ['many files'];
  const words = new Set(action.type === 'run' ? action.run.split(/[\s"'=:;|&<>()]+/) : []);
  const isNamed = (path: string) =>
    words.has(path) ||
    (files ?? []).some((glob) => matchGlob(glob, path) || path.startsWith(`${glob}/`));
  const named: string[] = [];
  for (const path of changed) {
    if (isNamed(path)) named.push(path);
    if (named.length > MOST_NAMED) break;
  }
  return named;
}
