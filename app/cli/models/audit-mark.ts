import { LOCAL_REPOSITORY, type Audit, type Decided } from '../../domain/audit.ts';
import type { ModelVersion } from '../../domain/model.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import { localClock } from '../../local/local-clock.ts';
import type { Change } from '../../runtime/ports/store.ts';

type Marked = Extract<Decided, { type: 'model.deprecate' | 'model.restore' | 'model.delete' }>;

/** That somebody said something of a version, for the audit of where its models are kept. */
export function auditMark(
  { model, version, artifact }: ModelVersion,
  { type, by, reason, scope }: Mark,
): Change {
  const at = localClock.now();
  const audit: Audit = {
    id: `${type} ${scope} ${model} ${version} ${at}`,
    at,
    repository: scope === LOCAL_SCOPE ? LOCAL_REPOSITORY : Number(scope),
    actor: by,
    actorId: null,
    permission: 'not asked for',
    surface: 'terminal',
    about: { type, model, version },
    asked: `${type} ${model}@${version}`,
    decision: 'granted',
    reason: reason ?? 'done',
    sha: null,
    evidence: { artifacts: { model: artifact.digest } },
  };
  return { type: 'audit.add', audit };
}

type Mark = {
  readonly type: Marked['type'];
  readonly by: string;
  /** Null: none is asked for. */
  readonly reason: string | null;
  readonly scope: Scope;
};
