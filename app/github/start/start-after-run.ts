import type { HostedRun, RepositoryRef } from '../../domain/hosted.ts';
import { isMap, type Json } from '../../domain/json.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { RunConclusion } from '../../domain/statuses.ts';
import type { Change } from '../../runtime/ports/store.ts';
import { valueAt } from '../inbox/trim-payload.ts';
import type { Subscription } from '../inbox/work-queue.ts';
import { messageChange } from '../message.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { otherBase } from '../other-base.ts';
import { startFromConfig } from './start-from-config.ts';

/** Pipelines that start each other in a circle end after so many. */
const LONGEST_CHAIN = 8;

/** Runs of repositories on GitHub that ended: other pipelines may wait for them. */
export function ofRunsEnded(deps: IngressDeps): Subscription {
  return {
    topic: 'run.ended',
    laneOf: ({ id }) => id,
    handle: ({ body }) => startAfterRun(deps, valueAt(body, ['run'])),
  };
}

/** A run is over: pipelines of the same commit that wait for it start, trusted as it was. */
async function startAfterRun(deps: IngressDeps, id: Json | undefined): Promise<readonly Change[]> {
  const run = typeof id === 'string' ? await deps.store.runs.header(id) : null;
  if (run?.hosted === undefined || run.sha === null || !isOver(run.status)) return [];
  const { hosted, sha } = run;
  const { repository } = hosted;
  const ending = [toldEnd(deps, run, repository), ...scheduledEnd(deps, run, repository)];
  const depth = chainOf(run) + 1;
  if (hosted.trust === 'untrusted' || depth > LONGEST_CHAIN) return ending;
  const api = deps.api(repository.installation);
  const config = await api.readConfig(repository, { sha, pull: null, base: baseOf(run, hosted) });
  if (config === null) return ending;
  const { ref, actor, pipeline, number } = run;
  const event = { pipeline_run: { id: run.id, name: pipeline, number, depth } };
  const github = { ...run.github, event };
  await startFromConfig(deps, {
    config,
    triggerEvent: { type: 'pipeline', name: pipeline, conclusion: run.status },
    hosted,
    subject: { sha, ref, actor, trigger: 'pipeline', github },
    changed: async () => 'any',
    held: null,
    once: (name) => `after ${run.id} ${name}`,
  });
  return ending;
}

function toldEnd(
  { clock }: IngressDeps,
  { id: run }: RunHeader,
  repository: RepositoryRef,
): Change {
  const message = { type: 'ended', repository, run } as const;
  return messageChange(`ended ${run}`, message, clock.now());
}

/** How a run that a clock started ended, or one that tried it again; nobody's cancelling is no failure. */
function scheduledEnd(
  { clock }: IngressDeps,
  { id: run, pipeline, status, scheduledAt }: RunHeader,
  repository: RepositoryRef,
): readonly Change[] {
  if (scheduledAt === undefined || status === 'cancelled') return [];
  const end = status === 'succeeded' ? 'succeeded' : 'failed';
  const once = `run ${run}`;
  const message = {
    type: 'scheduled',
    repository,
    pipeline,
    once,
    end,
    run,
    reason: null,
  } as const;
  return [messageChange(`scheduled ${run}`, message, clock.now())];
}

/** The branch that its pull request merges into, as it was started; null: the default branch, or none. */
function baseOf({ github }: RunHeader, { repository, pull }: HostedRun): string | null {
  const base = github['base_ref'];
  return pull === null || typeof base !== 'string' ? null : otherBase(repository, base);
}

function isOver(status: RunHeader['status']): status is RunConclusion {
  return ['succeeded', 'failed', 'rejected', 'cancelled'].includes(status);
}

function chainOf({ github }: RunHeader): number {
  const event = github['event'];
  const before = isMap(event) ? event['pipeline_run'] : undefined;
  const depth = isMap(before) ? before['depth'] : undefined;
  return typeof depth === 'number' ? depth : 0;
}
