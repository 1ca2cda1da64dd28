import { found } from '../http/api-error.ts';
import { listed, ok, type Answer, type Call, type Handlers } from '../http/handlers.ts';
import type { Job } from '../state/runs.ts';
import { environmentReviewView, jobView } from '../views/run-view.ts';
import { webUrlOf } from '../views/repository-view.ts';
import { namedRun } from './actions.ts';

export const jobsHandlers = {
  'actions/list-jobs-for-workflow-run': (call) => listJobs(call),

  'actions/list-jobs-for-workflow-run-attempt': (call) => listJobs(call),

  'actions/get-job-for-workflow-run': (call) =>
    ok(jobView(call.world, call.repository, named(call))),

  'actions/get-reviews-for-run': (call) =>
    ok(namedRun(call).reviews.map((review) => environmentReviewView(call.world, review))),

  'actions/download-job-logs-for-workflow-run': (call) => ({
    status: 302,
    headers: {
      location: `${webUrlOf(call.world, call.repository)}/actions/jobs/${named(call).id}/logs.txt`,
    },
  }),
} satisfies Handlers;

function named({ repository, path }: Pick<Call, 'repository' | 'path'>): Job {
  return found(repository.jobs.get(Number(path['job_id'])));
}

function listJobs(call: Pick<Call, 'world' | 'repository' | 'path'>): Answer {
  const { world, repository } = call;
  const run = namedRun(call);
  const jobs = [...repository.jobs.values()].filter((job) => job.run === run);
  return listed(jobs, (job) => jobView(world, repository, job), { key: 'jobs' });
}
