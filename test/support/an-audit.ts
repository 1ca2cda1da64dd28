import type { Audit } from '../../app/domain/audit.ts';

/** An entry of the audit: somebody who may write asked for something, and it was done. */
export function anAudit(with_: Partial<Audit> = {}): Audit {
  return {
    id: `audit ${Math.random()}`,
    at: 1,
    repository: 7,
    actor: 'ada',
    actorId: 1,
    permission: 'write',
    surface: 'comment',
    about: { type: 'request' },
    asked: '/mlp run',
    decision: 'granted',
    reason: 'done',
    sha: null,
    evidence: {},
    ...with_,
  };
}
