import type {
  JobHandle,
  JobRunner,
  QueuedJob,
  RunConclusion,
  RunReporter,
} from '../actions-backend.ts';
import { notify } from '../hooks/emit.ts';
import { createCheckRun, updateCheckRun } from '../acts/check-runs.ts';
import type { Repository } from '../state/repository.ts';
import type { Job, WorkflowRun } from '../state/runs.ts';
import type { World } from '../state/world.ts';
import { runWebUrl } from '../views/run-view.ts';
import { completeJob } from './complete-job.ts';
import { emitJob, emitRun } from './emit-run.ts';
import { rulesOf, startTimer } from './protect-job.ts';

/**
 * Takes what a backend says of a run into the stand-in's state, as check runs, webhooks and answers of the API show
 * it. Reports of jobs that are over, and of runs that are, change nothing.
 */
export function reporterFor(world: World, repository: Repository, run: WorkflowRun): RunReporter {
  const place = { world, repository, run };
  const { jobs } = repository;
  return {
    jobQueued: (queued) => queueJob(place, queued),
    jobStarted: (jobId, runner) => startJob(place, live(jobs.get(jobId)), runner),
    stepsChanged(jobId, steps) {
      const job = live(jobs.get(jobId));
      if (job === null) return;
      job.steps = steps;
      notify(world, { event: 'workflow_job', action: 'updated', repository });
    },
    log(jobId, text) {
      const job = jobs.get(jobId);
      if (job === undefined) return;
      job.log += text;
      notify(world, { event: 'workflow_job', action: 'logged', repository });
    },
    annotate(jobId, annotations) {
      const made = annotations.map(({ path, startLine, endLine, level, message, title }) => ({
        path,
        start_line: startLine,
        end_line: endLine,
        annotation_level: level,
        message,
        ...(title !== undefined && { title }),
      }));
      live(jobs.get(jobId))?.checkRun.annotations.push(...made);
    },
    summary(jobId, markdown) {
      const job = jobs.get(jobId);
      if (job === undefined) return;
      job.summary += markdown;
      notify(world, { event: 'workflow_job', action: 'summarised', repository });
    },
    jobCompleted: (jobId, conclusion) => completeJob(place, live(jobs.get(jobId)), conclusion),
    runCompleted: (conclusion) => completeRun(place, conclusion),
  };
}

type Place = {
  readonly world: World;
  readonly repository: Repository;
  readonly run: WorkflowRun;
};

function live(job: Job | undefined): Job | null {
  return job === undefined || job.status === 'completed' ? null : job;
}

function queueJob({ world, repository, run }: Place, queued: QueuedJob): JobHandle {
  const id = world.nextId();
  const checkRun = createCheckRun(world, repository, {
    suite: run.suite,
    name: queued.name,
    change: { details_url: `${runWebUrl(world, repository, run)}/job/${id}` },
  });
  const environment = queued.environment ?? null;
  const rules = rulesOf(repository, environment);
  const { promise: released, resolve: release } = Promise.withResolvers<boolean>();
  const job: Job = {
    id,
    run,
    environment,
    release,
    name: queued.name,
    labels: queued.labels,
    checkRun,
    createdAt: world.clock.now(),
    status: rules === null ? 'queued' : 'waiting',
    conclusion: null,
    startedAt: null,
    completedAt: null,
    runner: null,
    steps: [],
    log: '',
    summary: '',
    token: null,
  };
  repository.jobs.set(id, job);
  if (rules !== null && run.status === 'queued') run.status = 'waiting';
  // `queued` comes for what waits, too: as recorded in @octokit/webhooks-examples, the status says which.
  emitJob(world, repository, { job, action: 'queued' });
  if (rules === null) release(true);
  else {
    emitJob(world, repository, { job, action: 'waiting' });
    void startTimer(world, job, rules);
  }
  return { jobId: id, checkRunId: checkRun.id, released };
}

function startJob({ world, repository, run }: Place, job: Job | null, runner: JobRunner): void {
  if (job === null || job.status !== 'queued') return;
  job.status = 'in_progress';
  job.startedAt = world.clock.now();
  job.runner = runner;
  const change = { status: 'in_progress' } as const;
  updateCheckRun(world, repository, { run: job.checkRun, change });
  if (run.status === 'queued' || run.status === 'waiting') {
    run.status = 'in_progress';
    run.updatedAt = world.clock.now();
    emitRun(world, repository, { run, action: 'in_progress' });
  }
  emitJob(world, repository, { job, action: 'in_progress' });
}

function completeRun({ world, repository, run }: Place, conclusion: RunConclusion): void {
  if (run.status === 'completed') return;
  run.status = 'completed';
  run.conclusion = conclusion;
  run.updatedAt = world.clock.now();
  emitRun(world, repository, { run, action: 'completed' });
}
