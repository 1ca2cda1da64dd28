import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import type { Started, StartSubject } from '../../triggers/start-order.ts';
import type { Slot } from '../../triggers/schedules/run-schedules.ts';
import { refusalOf } from '../client/what-failed.ts';
import { messageChange } from '../message.ts';
import type { Config, GitHubApi } from '../reads/api-port.ts';
import { decideTrust, type TrustDecision } from '../trust.ts';
import { githubContext } from './github-context.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { startFromConfig } from './start-from-config.ts';

/**
 * Starts a pipeline of the default branch because its time has come, or because somebody had it run as if it had (`by`).
 * Throws when GitHub cannot be asked.
 */
export async function startScheduled(
  deps: IngressDeps,
  { schedule, entry, at, once }: Slot,
  by: Pusher | null = null,
): Promise<void> {
  const { pipeline } = schedule;
  const known = await deps.store.repositories.today(schedule.repository);
  const config = await readDefault(deps.api(known.installation), known);
  if (config === null || config.defaultSha === '') return;
  const { defaultSha: sha, defaultBranch: branch } = config;
  const repository = { ...known, defaultBranch: branch };
  const trust = await trustOfHead(deps, repository, config);
  const github = {
    ...githubContext(repository),
    ref_type: 'branch',
    event: { schedule: entry.cron },
  };
  const subject = { sha, ref: `refs/heads/${branch}`, ...whoOf(by), trigger: 'schedule', github };
  const started = await startFromConfig(deps, {
    config,
    triggerEvent: { type: 'schedule', cron: entry.cron },
    hosted: { repository, trust: trust.trust, pull: null },
    subject: { ...subject, scheduledAt: at },
    changed: async () => 'any',
    held: trust.trust === 'untrusted' ? trust.reason : null,
    only: pipeline,
    once: () => once,
  });
  const summary = { type: 'verdict', repository, sha, pull: null, trust, started } as const;
  const troubles = started.flatMap(troubleOf);
  // What starts shows itself; what does not would be silent otherwise.
  if (troubles.length === 0) return;
  const reason = troubles.join('; ');
  const message = { type: 'scheduled', repository, pipeline, once, end: 'failed' } as const;
  await deps.store.commit([
    messageChange(`verdict ${once}`, summary, at),
    messageChange(`scheduled ${once}`, { ...message, run: null, reason }, at),
  ]);
}

function whoOf(by: Pusher | null): Pick<StartSubject, 'actor' | 'actorId'> {
  if (by === null) return { actor: null };
  return { actor: by.login, ...(by.id !== null && { actorId: by.id }) };
}

async function trustOfHead(
  { api, store }: IngressDeps,
  repository: RepositoryRef,
  { defaultSha: sha, defaultBranch: branch, policy }: Config,
): Promise<TrustDecision> {
  const pusher = await store.provenance.pusherOf(repository.id, sha);
  const trusted = await store.provenance.trustedBranch(repository.id, branch);
  const pushedTo = { branch, isNew: false, trusted };
  const origin = { repository, isFork: false, pusher, pushedTo, sha, mayLag: false };
  return decideTrust(api(repository.installation), origin, policyOf(policy));
}

/** Null: the App may not read it any more. Its times then pass, and nobody is there to be told. */
async function readDefault(api: GitHubApi, repository: RepositoryRef): Promise<Config | null> {
  try {
    return await api.readConfig(repository, { sha: 'HEAD', pull: null, base: null });
  } catch (error) {
    if (refusalOf(error) === null) throw error;
    return null;
  }
}

function troubleOf(one: Started): string[] {
  switch (one.type) {
    case 'held':
    case 'barred':
      return [`it is held back, since ${one.reason}`];
    case 'unread':
      return [one.reason];
    case 'broken':
      return [`${one.file} has mistakes (the check of its commit shows them)`];
    case 'refused':
      return one.problems.map(({ param, message }) => `param ${param}: ${message}`);
    case 'ungated':
      return [`${one.steps.join(', ')} is gone, but the default branch has gates on it`];
    default:
      return [];
  }
}
