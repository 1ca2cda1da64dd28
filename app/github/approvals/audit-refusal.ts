import { evidenceOfRun, LOCAL_REPOSITORY, type Audit } from '../../domain/audit.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import type { Said } from '../../runtime/audit/audit-of-event.ts';
import type { Person } from '../../runtime/ports/provenance.ts';
import type { IngressDeps } from '../ingress-deps.ts';

/** What does not count stands in the audit too; what counts comes there with the event that it becomes. */
export async function auditRefusal(
  { store, clock }: Pick<IngressDeps, 'store' | 'clock'>,
  header: RunHeader,
  { row, by, decision, said, once, reason }: Refusal,
): Promise<void> {
  const { evidence = {}, ...how } = said;
  const type = decision === 'approved' ? 'step.approve' : 'step.reject';
  const { id: run, hosted, sha } = header;
  const audit: Audit = {
    ...how,
    id: `${once} ${row.key} refused`,
    at: clock.now(),
    repository: hosted?.repository.id ?? LOCAL_REPOSITORY,
    actor: by.login,
    about: { type, run, step: row.key, models: [] },
    decision: 'refused',
    reason,
    sha,
    evidence: { ...evidenceOfRun(header), ...evidence },
  };
  await store.commit([{ type: 'audit.add', audit }]);
}

export type Refusal = {
  readonly row: StepRow;
  readonly by: Person;
  readonly decision: 'approved' | 'rejected';
  readonly said: Said;
  /** Names what was said among all. */
  readonly once: string;
  readonly reason: string;
};
