import { policyOf } from '../../triggers/policy-of.ts';
import type { Started } from '../../triggers/start-order.ts';
import type { Slot } from '../../triggers/schedules/run-schedules.ts';
import { messageChange } from '../message.ts';
import { decideTrust } from '../trust.ts';
import { githubContext } from './github-context.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { startFromConfig } from './start-from-config.ts';

/** Starts a pipeline of the default branch because its time has come. Throws when GitHub cannot be asked. */
export async function startScheduled(
  deps: IngressDeps,
  { schedule, entry, at, once }: Slot,
): Promise<void> {
  const { repository, pipeline } = schedule;
  const api = deps.api(repository.installation);
  const config = await api.readConfig(repository, { sha: 'HEAD', pull: null, base: null });
  if (config === null || config.defaultSha === '') return;
  const { defaultSha: sha, defaultBranch: branch } = config;
  const pusher = await deps.store.provenance.pusherOf(repository.id, sha);
  const trusted = await deps.store.provenance.trustedBranch(repository.id, branch);
  const pushedTo = { branch, isNew: false, trusted };
  const origin = { repository, isFork: false, pusher, pushedTo, sha, mayLag: false };
  const trust = await decideTrust(api, origin, policyOf(config.policy));
  const github = {
    ...githubContext(repository),
    ref_type: 'branch',
    event: { schedule: entry.cron },
  };
  const subject = { sha, ref: `refs/heads/${branch}`, actor: null, trigger: 'schedule', github };
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

function troubleOf(one: Started): string[] {
  switch (one.type) {
    case 'started':
    case 'passed':
    case 'awaits':
    case 'cancel':
      return [];
    case 'held':
    case 'barred':
      return [`it is held back, since ${one.reason}`];
    case 'broken':
      return [`${one.file} has mistakes (the check of its commit shows them)`];
    case 'refused':
      return one.problems.map(({ param, message }) => `param ${param}: ${message}`);
    case 'ungated':
      return [`${one.steps.join(', ')} is gone, but the default branch has gates on it`];
  }
}
