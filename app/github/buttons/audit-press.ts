import { evidenceOfRun, type Audit, type Decided } from '../../domain/audit.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { RunWish } from '../../reports/check/read-wish.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { wordsFor } from './may-press.ts';
import type { Pressed } from './press-on-run.ts';

/** What a press came to as a whole; null: it was done. */
export function auditPress(
  { clock }: Pick<IngressDeps, 'clock'>,
  { run, repository, wish, by, said, once }: Omit<Pressed, 'trigger'>,
  refused: string | null,
): Change {
  const decision = refused === null ? 'granted' : 'refused';
  const { evidence = {}, ...how } = said;
  const audit: Audit = {
    ...how,
    // Under one name it may be refused once, and granted later.
    id: `${once} ${decision}`,
    at: clock.now(),
    repository: repository.id,
    actor: by.login,
    about: aboutPress(run, wish),
    decision,
    reason: refused ?? 'done',
    sha: run.sha,
    evidence: { ...evidenceOfRun(run), ...evidence },
  };
  return { type: 'audit.add', audit };
}

function aboutPress({ id: run }: RunHeader, wish: RunWish): Decided {
  switch (wordsFor(wish).command) {
    case 'approve':
      return { type: 'step.approve', run, step: null, models: [] };
    case 'reject':
      return { type: 'step.reject', run, step: null, models: [] };
    case 'cancel':
      return { type: 'run.cancel', run };
    default:
      return { type: 'run.rerun', run };
  }
}
