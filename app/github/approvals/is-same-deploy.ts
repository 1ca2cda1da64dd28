import { fileRule, isSelected } from '../../../text/globs/file-rule.ts';
import { canonicalJson } from '../../domain/digest.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { GitHubApi } from '../reads/api-port.ts';
import { changedPaths } from '../reads/changed-paths.ts';
import type { HostedHeader } from './run-of-head.ts';

/** A run with its plan and its rows. */
export type KnownRun = {
  readonly header: HostedHeader;
  readonly plan: Plan;
  readonly steps: readonly StepRow[];
};

/**
 * Whether a step would do for one run what it would have done for the other, beside the model that it deploys: it is written
 * the same, sees the same files, and is given the same. What cannot be told is not the same.
 */
export async function isSameDeploy(
  api: Pick<GitHubApi, 'compare' | 'tree'>,
  step: PlanStep,
  [one, other]: readonly [KnownRun, KnownRun],
): Promise<boolean> {
  const theirs = other.plan.steps.find(({ id }) => id === step.id);
  if (theirs === undefined || canonicalJson(theirs) !== canonicalJson(step)) return false;
  const isGivenSame = inputsOf(one, step) === inputsOf(other, step);
  return isGivenSame && (await seesSame(api, step, [one.header, other.header]));
}

async function seesSame(
  api: Pick<GitHubApi, 'compare' | 'tree'>,
  { files }: PlanStep,
  [one, other]: readonly [HostedHeader, HostedHeader],
): Promise<boolean> {
  const { sha: after, hosted } = one;
  const { sha: before } = other;
  if (after === null || before === null) return false;
  if (after === before) return true;
  const ends = { type: 'push', before, after, isDefault: false } as const;
  const changed = await changedPaths(api, hosted.repository, ends);
  if (changed === 'any') return false;
  // A step that names no files sees all of the commit.
  if (files === null) return changed.length === 0;
  const rules = files.map(fileRule);
  return !changed.some((path) => isSelected(path, rules));
}

/** What other steps than those that register made for it, as far as anything is made. */
function inputsOf({ plan, steps }: KnownRun, { inputs, needs }: PlanStep): string {
  const sources = Object.values(inputs).flatMap((input) => ('step' in input ? [input.step] : []));
  const asked = new Set([...sources, ...needs]);
  const registers = new Set(
    plan.steps.filter(({ action }) => action.type === 'register').map(({ id }) => id),
  );
  const made = steps
    .filter(({ stepId, role }) => asked.has(stepId) && !registers.has(stepId) && role !== 'group')
    .map(({ key, outputs, artifacts }) => ({ key, outputs, artifacts }));
  return canonicalJson(made);
}
