import { LOCAL_REPOSITORY, type Audit, type Decided, type Evidence } from '../../domain/audit.ts';
import type { Digest } from '../../domain/digest.ts';
import type { ModelVersion } from '../../domain/model.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import { evidenceOf } from './evidence-for.ts';
import type { Change } from '../ports/store.ts';
import type { RuntimeDeps } from '../runtime.ts';

type Deps = Pick<RuntimeDeps, 'store' | 'clock'>;

/**
 * What a row of a run does to a model, as its pipeline says, for the audit: whoever the run is of answers for it. What
 * untrusted code does there nobody else ever sees.
 */
export async function auditOfRun(
  { store, clock }: Deps,
  hot: HotRun,
  { key, about, asked, artifact, refused }: RunAct,
): Promise<readonly Change[]> {
  const { header } = hot;
  const { id: run, hosted, actor, trigger, sha } = header;
  if (hosted?.trust === 'untrusted') return [];
  const evidence = evidenceOf(hot, key);
  const audit: Audit = {
    id: `${about.type} ${run} ${key} ${asked}`,
    at: clock.now(),
    repository: hosted?.repository.id ?? LOCAL_REPOSITORY,
    actor: actor ?? trigger,
    actorId: await numberOf(store, header),
    permission: hosted?.trust ?? 'not asked for',
    surface: 'run',
    about,
    asked,
    decision: 'granted',
    reason: 'done',
    sha,
    evidence: { ...evidence, artifacts: withModel(evidence, artifact) },
  };
  return [{ type: 'audit.add', audit: refused === undefined ? audit : asRefused(audit, refused) }];
}

/** Under a name of its own: to another attempt it may be granted. */
function asRefused(audit: Audit, reason: string): Audit {
  return { ...audit, id: `${audit.id} refused`, decision: 'refused', reason };
}

/** The same bytes under one name only. */
function withModel({ artifacts = {} }: Evidence, model: Digest): Readonly<Record<string, Digest>> {
  const others = Object.entries(artifacts).filter(([, digest]) => digest !== model);
  return { ...Object.fromEntries(others), model };
}

export type RunAct = {
  readonly key: string;
  readonly about: Decided;
  readonly asked: string;
  readonly artifact: Digest;
  /** Why it was not done; left out: it was. */
  readonly refused?: string;
};

/** That a run made a version. */
export async function auditOfVersion(
  deps: Deps,
  hot: HotRun,
  { model, version, key, run, artifact }: ModelVersion,
): Promise<readonly Change[]> {
  const about = { type: 'model.register', model, version, run } as const;
  const act = { key, about, asked: `register ${model}`, artifact: artifact.digest };
  return auditOfRun(deps, hot, act);
}

/** Of whoever started it, or where that was not kept, of whoever pushed the commit, if they are called the same. */
async function numberOf(
  { provenance }: Deps['store'],
  { hosted, actor, actorId, sha }: RunHeader,
): Promise<number | null> {
  if (actorId !== undefined) return actorId;
  if (hosted === undefined || sha === null) return null;
  const pusher = await provenance.pusherOf(hosted.repository.id, sha);
  return pusher !== null && pusher.login === actor ? pusher.id : null;
}
