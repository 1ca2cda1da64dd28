import { expect, test } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { clientOf } from '../../doubles/github/testing/open-test-github.ts';
import { openTestIngress } from '../open-ingress.ts';

// Ways round an approval by buttons of checks, that no other test tries. `test/trust/ways-round.test.ts` lists them all.

const pipeline = (approval: string) => `name: churn
on: { push: { branches: [main] } }
steps:
  deploy: { approval: ${approval}, run: echo deploy }
`;

/** Ada's push waits for its approval, and its check is shown. */
async function waiting(approval: string) {
  const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
  const test = await openTestIngress({ clock });
  const { github, repo, settle, runs, until, publish, store } = test;
  for (const login of ['cat', 'dan', 'fay']) repo.collaborator(login, 'write');
  const teams = github.organization('acme').team('leads', 'dan', 'fay');
  repo.protect('main');
  const files = { '.mlpipelines/churn.yml': pipeline(approval) };
  const sha = await repo.commit({ files, by: 'ada' });
  await settle();
  const id = (await runs())[0]?.id ?? '';
  await until(id, ({ status }) => status === 'waiting');
  const published = async () => {
    for (let round = 0; round < 3; round += 1) {
      clock.advance(15_000);
      await publish();
    }
  };
  await published();
  const check = () => repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines: churn');
  const button = (label: string) =>
    check()?.actions.find((action) => action.label === label)?.identifier ?? '';
  const deploy = async () => {
    await settle();
    await test.checked(id);
    return (await store.runs.load(id))?.steps.find(({ key }) => key === 'deploy');
  };
  /** Pressed, and not yet worked on. */
  const press = (login: string, label: string) =>
    github.user(login).press(repo, check()?.id ?? 0, button(label));
  const audits = async () => {
    const page = { repository: repo.record.id, first: 'oldest', limit: 100 } as const;
    const all = await store.audits.list(page);
    return all.map(({ actor, about, decision }) => `${actor} ${about.type} ${decision}`);
  };
  return { ...test, sha, id, teams, published, check, button, deploy, press, audits };
}

test('a check that another app forges has no button of ours, whatever it calls itself', async () => {
  const { github, repo, sha, check, button, deploy, audits } = await waiting('{}');
  const forger = github.app({ permissions: { checks: 'write' }, events: ['check_run'] });
  const { rest } = clientOf(github, forger, forger.install([repo]));
  const { name = '', externalId } = check() ?? {};
  const approve = button('Approve');
  const { data: forged } = await rest.checks.create({
    owner: 'acme',
    repo: 'churn',
    head_sha: sha,
    name,
    external_id: externalId ?? '',
    conclusion: 'action_required',
    actions: [{ label: 'Approve', description: 'auc 0.99', identifier: approve }],
  });
  github.user('cat').press(repo, forged.id, approve);
  expect(await deploy()).toMatchObject({ state: 'approval', approvals: [] });
  expect(await audits()).toEqual([]);
});

test.each([
  ['Approve', 'Reject', ['cat step.approve granted', 'dan step.reject granted']],
  ['Reject', 'Approve', ['cat step.reject granted', 'dan step.approve refused']],
])(
  'of two tabs that say %s and %s at once the rejection counts, and both are in the audit',
  async (first, second, said) => {
    const { id, press, settle, store, audits, host } = await waiting('{}');
    press('cat', first);
    press('dan', second);
    await settle();
    const [row] = (await store.runs.load(id))?.steps ?? [];
    expect(row?.result).toBe('rejected');
    expect(host.order).toEqual([]);
    expect(await audits()).toEqual(said);
  },
);

test('a button that is delivered twice, or pressed again, is one approval', async () => {
  const { github, press, deploy } = await waiting('{ count: 2 }');
  github.deliveries.rule({ event: 'check_run', fate: { kind: 'duplicate' } });
  press('cat', 'Approve');
  expect(await deploy()).toMatchObject({ state: 'approval', reason: 'waits for 1 more approval' });
  press('cat', 'Approve');
  const row = await deploy();
  expect(row).toMatchObject({ state: 'approval', reason: 'waits for 1 more approval' });
  expect(row?.approvals).toHaveLength(1);
});

test('whoever left the team since they approved is none of those who approve', async () => {
  const { teams, press, deploy } = await waiting('{ reviewers: ["@acme/leads"], count: 2 }');
  press('dan', 'Approve');
  expect(await deploy()).toMatchObject({ reason: 'waits for 1 more approval' });
  teams.team('leads', 'fay');
  press('fay', 'Approve');
  const row = await deploy();
  expect(row?.state).toBe('approval');
  expect(row?.reason).toContain('the approval by dan no longer counts');
});
