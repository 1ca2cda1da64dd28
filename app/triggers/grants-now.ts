import { applyGrants, withoutSecrets, type Granted } from '../compile/grants/apply-grants.ts';
import type { Plan } from '../domain/plan.ts';
import type { HostedRun } from '../domain/hosted.ts';
import { githubContextOf, runContextOf } from '../domain/run/request-contexts.ts';
import type { Instant, RunRequest } from '../domain/run/run.ts';
import type { PipelineFiles } from './pipeline-files.ts';

/** Whose grants are asked for, and what decides them. */
export type GrantsQuestion = {
  /** Pipeline files of the default branch, as they are now. */
  readonly granting: PipelineFiles;
  readonly pipeline: string;
  /** How far the code that is to run is trusted. */
  readonly trust: HostedRun['trust'];
  /** The run, as expressions in the granting file see it. */
  readonly request: RunRequest;
  readonly now: Instant;
};

/**
 * What a run may do as things stand now: its plan, cut down to what the default branch's pipeline of the same name
 * grants. The function that it gives takes any plan of that pipeline, so that the granting file is compiled once.
 */
export async function grantsNow(question: GrantsQuestion): Promise<(plan: Plan) => Granted> {
  const granting = await grantingPlan(question);
  return (plan) => {
    const granted = applyGrants(plan, granting);
    // Its gates and approvals hold for everybody; what it would be given is said by what it wanted.
    return question.trust === 'untrusted'
      ? { ...granted, plan: withoutSecrets(granted.plan, plan) }
      : granted;
  };
}

async function grantingPlan({
  granting,
  pipeline,
  request,
  now,
}: GrantsQuestion): Promise<Plan | null> {
  const same = await granting.named(pipeline);
  if (same === null) return null;
  const github = githubContextOf(request);
  const run = runContextOf(request, now);
  const asked = { params: {}, github, run, environment: 'github' } as const;
  return (await granting.compile(same, asked)).plan;
}
