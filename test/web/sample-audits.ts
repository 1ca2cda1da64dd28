import { digestOf } from '../../app/domain/digest.ts';
import type { Audit } from '../../app/domain/audit.ts';
import { anAudit } from '../support/an-audit.ts';

/** Decisions about a run as they come in a day, with what people had to go by. */
export function sampleAudits(run: string): readonly Audit[] {
  const at = Date.parse('2026-11-30T09:00:00Z');
  const digest = digestOf('a model');
  const sha = '4f2a9c1b7d3e5f60718293a4b5c6d7e8f9012345';
  const gates = [
    { step: 'evaluate', id: 'accurate', verdict: 'pass' },
    { step: 'validate', id: 'few-gaps', verdict: 'warn' },
  ] as const;
  const evidence = { run: 'churn #12', pull: 42, artifacts: { model: digest }, gates };
  const about = { type: 'step.approve', run, step: 'deploy', models: ['churn'] } as const;
  const all: readonly Partial<Audit>[] = [
    {
      about: { type: 'model.register', model: 'churn', version: 3, run },
      surface: 'run',
      evidence,
    },
    {
      about,
      surface: 'page',
      decision: 'refused',
      reason:
        '`ada` had a hand in this change, and whoever has does not approve it; someone else must',
      evidence,
    },
    {
      about,
      surface: 'review',
      actor: 'cat',
      actorId: 2,
      evidence: { ...evidence, review: { id: 9, sha } },
    },
    {
      about: { type: 'alias.move', model: 'churn', alias: 'production', from: 2, to: 3, run },
      surface: 'run',
      evidence: { ...evidence, approvals: [{ by: 'cat', byId: 2, at }] },
    },
    { about: { type: 'branch.trust', branch: 'main' }, asked: '/mlp trust main' },
    {
      actor: 'someone-with-a-very-long-login-0123456',
      actorId: 583_231_999,
      asked: `/mlp ${'deploy-it-now'.repeat(20)}`,
      decision: 'refused',
      permission: 'read',
      reason: 'this needs write access to this repository',
    },
  ];
  return all.map((entry, index) =>
    anAudit({ id: `sample ${index}`, at: at + index * 61_000, sha, ...entry }),
  );
}
