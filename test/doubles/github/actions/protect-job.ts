import type { Repository } from '../state/repository.ts';
import type { Environment, EnvironmentReview, Job, WorkflowRun } from '../state/runs.ts';
import type { World } from '../state/world.ts';
import { completeJob } from './complete-job.ts';

/** The protection rules that a new job must pass first; null: none. */
export function rulesOf(repository: Repository, environment: string | null): Environment | null {
  const [, rules] = environment === null ? [] : (environmentOf(repository, environment) ?? []);
  if (rules === undefined || (rules.reviewers.size === 0 && rules.waitMs === 0)) return null;
  return rules;
}

/** Lets a job go once its wait timer is over, where nobody is to be asked beside. */
export async function startTimer(
  { clock }: World,
  job: Job,
  { reviewers, waitMs }: Environment,
): Promise<void> {
  if (reviewers.size > 0) return;
  await clock.sleep(waitMs, new AbortController().signal);
  letGo(job);
}

/**
 * A person's word on all jobs of a run that wait for an environment. One reviewer is enough; who rejects fails the job:
 * https://docs.github.com/actions/how-tos/deploy/configure-and-manage-deployments/review-deployments
 */
export function reviewDeployment(
  world: World,
  repository: Repository,
  run: WorkflowRun,
  review: EnvironmentReview,
): void {
  const { state, by } = review;
  const [environment, rules] = environmentOf(repository, review.environment) ?? [
    review.environment,
  ];
  if (rules?.reviewers.has(by.id) !== true)
    throw new Error(`${by.login} is no reviewer of the environment ${environment}.`);
  const waiting = [...repository.jobs.values()].filter(
    (job) =>
      job.run === run && isSame(job.environment ?? '', environment) && job.status === 'waiting',
  );
  if (waiting.length === 0) throw new Error(`No job of the run waits for ${environment}.`);
  run.reviews.push({ ...review, environment });
  for (const job of waiting) {
    if (state === 'approved') letGo(job);
    else {
      completeJob({ world, repository }, job, 'failure');
      job.release(false);
    }
  }
}

// No webhook tells of it; the next one is that the job is in progress.
function letGo(job: Job): void {
  if (job.status !== 'waiting') return;
  job.status = 'queued';
  if (job.run.status === 'waiting') job.run.status = 'queued';
  job.release(true);
}

/**
 * An environment, and how it is written; its name is told from others without regard to case:
 * https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments
 */
function environmentOf(
  { environments }: Repository,
  name: string,
): readonly [string, Environment] | undefined {
  return [...environments].find(([known]) => isSame(known, name));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
