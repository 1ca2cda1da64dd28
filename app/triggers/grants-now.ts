import { applyGrants, withoutSecrets, type Granted } from '../compile/grants/apply-grants.ts';
import { boundUntrusted, type Bounded } from '../compile/grants/bound-untrusted.ts';
import type { Plan } from '../domain/plan.ts';
import type { HostedRun } from '../domain/hosted.ts';
import type { Quotas } from '../domain/quotas.ts';
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
  /** Of the default branch's policy. */
  readonly quotas: Quotas;
  /** The run, as expressions in the granting file see it. */
  readonly request: RunRequest;
  readonly now: Instant;
};

export type GrantedNow = Granted & Bounded;

/**
 * What a run may do as things stand now: its plan, cut down to what the default branch's pipeline of the same name
 * grants. The function that it gives takes any plan of that pipeline, so that the granting file is compiled once.
 */
export async function grantsNow(question: GrantsQuestion): Promise<(plan: Plan) => GrantedNow> {
  const granting = await grantingPlan(question);
  const { trust, quotas } = question;
  return (plan) => {
    const granted = applyGrants(plan, granting);
    if (trust !== 'untrusted') return { ...granted, tooWide: null, lowered: [] };
    // Its gates and approvals hold for everybody; what it would be given is said by what it wanted.
    const bare = withoutSecrets(granted.plan, plan);
    return { ...granted, ...boundUntrusted(bare, quotas.untrusted) };
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
