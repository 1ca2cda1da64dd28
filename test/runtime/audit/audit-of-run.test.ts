import { describe, expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { HostedRun } from '../../../app/domain/hosted.ts';
import { aPlan, anApproval, aStep } from '../../support/build-plan.ts';
import { aPlace } from '../../support/hosted.ts';
import { openRuntime } from '../../support/open-runtime.ts';
import { begun, succeeded } from '../../support/script-host.ts';

const artifact = {
  digest: digestOf('m'),
  type: 'model',
  path: 'model',
  size: 1,
  files: 1,
} as const;
const from = { type: 'output', step: 'train', name: 'model' } as const;
const register = { model: 'churn', from, metrics: null, alias: 'candidate' };
const PLAN = aPlan([
  aStep('train', { outputs: { model: { type: 'model', path: 'model', optional: false } } }),
  aStep('keep', { needs: ['train'], action: { type: 'register', register } }),
  aStep('deploy', {
    needs: ['keep'],
    approval: anApproval(),
    promote: [{ from: 'keep', alias: 'production' }],
  }),
]);
const SHA = 'a'.repeat(40);
const ADA = { id: 5, login: 'ada', isBot: false };

async function ran(trust: HostedRun['trust'], who: { readonly actorId?: number } = {}) {
  const opened = await openRuntime({ scope: 'all' });
  const { store, host, start, until, runtime } = opened;
  onTestFinished(() => store.close());
  host.acts.set('train', () => [begun(), succeeded({ artifacts: { model: artifact } })]);
  await store.commit([{ type: 'head.pushed', repository: 900, sha: SHA, by: ADA, at: 1 }]);
  const { id } = await start(PLAN, {
    sha: SHA,
    actor: 'ada',
    ...who,
    hosted: aPlace(900, { trust }),
  });
  await until(id, ({ counts }) => counts.approvals === 1);
  await runtime.handle(
    id,
    {
      type: 'approval.decided',
      key: 'deploy',
      by: 'cat',
      byId: 3,
      standsFor: null,
      decision: 'approved',
      comment: null,
    },
    { actorId: 3, permission: 'write', surface: 'page', asked: 'page approve' },
  );
  await until(id);
  return store.audits.list({ repository: 900, first: 'oldest', limit: 99 });
}

describe('what a run does to a model', () => {
  test('is of whoever started it by their number, not of who pushed the commit under that name', async () => {
    const audit = await ran('protected', { actorId: 77 });
    expect(audit.find(({ about }) => about.type === 'alias.move')).toMatchObject({
      actor: 'ada',
      actorId: 77,
    });
  });

  test('of a protected branch stands in the audit with who pushed it, who approved it, and the bytes', async () => {
    const audit = await ran('protected');
    expect(audit.map(({ about, numberOfModel }) => [about.type, numberOfModel])).toEqual([
      ['model.register', { churn: 1 }],
      ['alias.move', { churn: 2 }],
      ['step.approve', { churn: 3 }],
      ['alias.move', { churn: 4 }],
    ]);
    const [made, , approved, moved] = audit;
    const bytes = artifact.digest;
    expect(made).toMatchObject({ actor: 'ada', actorId: 5, surface: 'run', sha: SHA });
    expect(approved).toMatchObject({
      actor: 'cat',
      actorId: 3,
      evidence: { run: 'churn #1', artifacts: { keep: bytes } },
    });
    expect(moved).toMatchObject({
      about: { alias: 'production', from: null, to: 1 },
      evidence: { artifacts: { model: bytes }, approvals: [{ by: 'cat', byId: 3 }] },
    });
  });

  test('and may not do is there as refused, and says why', async () => {
    const audit = await ran('writer');
    const refused = audit.filter(({ decision }) => decision === 'refused');
    const reason = 'only runs of a protected branch move aliases';
    expect(refused).toMatchObject([
      { about: { type: 'alias.move', alias: 'candidate' }, reason },
      { about: { type: 'alias.move', alias: 'production' }, reason },
    ]);
  });

  test('that nobody trusts is nobody else’s matter, but what people decide about it is', async () => {
    const audit = await ran('untrusted');
    expect(audit.map(({ about }) => about.type)).toEqual(['step.approve']);
  });
});
