import type { ContextName } from '../../../expressions/contexts.ts';
import type { Path } from '../../problems/finding.ts';
import { isAt } from '../../place.ts';

/** A place of the format where expressions are evaluated. */
export type ExpressionPlace = {
  readonly at: string;
  /** `start`: before the run begins, once. `step`: when the step starts. */
  readonly when: 'start' | 'step';
  readonly contexts: readonly ContextName[];
};

const BEFORE: readonly ContextName[] = ['github', 'params', 'run'];
const AT_STEP: readonly ContextName[] = [
  'params',
  'matrix',
  'env',
  'inputs',
  'github',
  'run',
  'steps',
];

/**
 * Where expressions may stand and what they can see there (`pipeline-file.md`, Evaluated). A matrix that reads `steps`
 * or `inputs` is expanded at the step's start, any other before the run.
 */
export const EXPRESSION_PLACES: readonly ExpressionPlace[] = [
  { at: 'params/*/default', when: 'start', contexts: ['github', 'run'] },
  { at: 'concurrency/**', when: 'start', contexts: BEFORE },
  { at: 'defaults/timeout', when: 'start', contexts: BEFORE },
  { at: 'steps/*/container/**', when: 'start', contexts: BEFORE },
  { at: 'steps/*/resources/**', when: 'start', contexts: BEFORE },
  { at: 'steps/*/timeout', when: 'start', contexts: BEFORE },
  { at: 'steps/*/queue-timeout', when: 'start', contexts: BEFORE },
  { at: 'steps/*/deadline', when: 'start', contexts: BEFORE },
  { at: 'steps/*/stall-timeout', when: 'start', contexts: BEFORE },
  { at: 'steps/*/grace-period', when: 'start', contexts: BEFORE },
  { at: 'steps/*/approval/expires', when: 'start', contexts: BEFORE },
  { at: 'steps/*/strategy/matrix/**', when: 'step', contexts: [...BEFORE, 'inputs', 'steps'] },
  { at: 'steps/*/if', when: 'step', contexts: [...BEFORE, 'inputs', 'steps'] },
  { at: 'env/*', when: 'step', contexts: [...BEFORE, 'secrets'] },
  {
    at: 'steps/*/env/*',
    when: 'step',
    contexts: [...BEFORE, 'matrix', 'inputs', 'steps', 'secrets'],
  },
  { at: 'steps/*/run', when: 'step', contexts: AT_STEP },
];

/** The place of the format that a path lies at; null: no expression is evaluated there. */
export function expressionPlace(path: Path): ExpressionPlace | null {
  return EXPRESSION_PLACES.find(({ at }) => isAt(path, at)) ?? null;
}

/** Prose, in which braces are only braces. */
export function isProse(path: Path): boolean {
  return (
    isAt(path, 'description') ||
    isAt(path, 'params/*/description') ||
    String(path[0]).startsWith('x-')
  );
}
