import { evidenceOfRun, LOCAL_REPOSITORY, type Audit } from '../../domain/audit.ts';
import type { Instant, RunHeader } from '../../domain/run/run.ts';
import type { Asked } from '../runtime.ts';
import type { Said } from './audit-of-event.ts';

/** That somebody had a run run again, for the commit that makes the new one. `again`: its id. */
export function auditOfRerun(run: RunHeader, { again, who, said, at }: Again): Audit {
  const { evidence = {}, reason = 'done', ...how } = said;
  return {
    ...how,
    id: `rerun ${again}`,
    at,
    repository: run.hosted?.repository.id ?? LOCAL_REPOSITORY,
    actor: who.actor ?? who.trigger,
    about: { type: 'run.rerun', run: run.id },
    decision: 'granted',
    reason,
    sha: run.sha,
    evidence: { ...evidenceOfRun(run), ...evidence },
  };
}

type Again = {
  readonly again: string;
  readonly who: Asked;
  readonly said: Said;
  readonly at: Instant;
};
