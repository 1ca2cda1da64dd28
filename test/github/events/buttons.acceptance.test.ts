import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { begun, failed } from '../../support/script-host.ts';
import { openTestIngress } from '../open-ingress.ts';

const PIPELINE = `name: churn
on: { push: { branches: [main] } }
steps:
  data: { run: echo data }
  train: { needs: [data], run: echo train }
`;

/** A run of main whose `train` failed, and its checks on GitHub. */
async function failedRun(more = '') {
  const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
  const test = await openTestIngress({ clock });
  const { repo, settle, runs, until, publish, host } = test;
  host.acts.set('train', () => [begun(), failed()]);
  repo.protect('main');
  const sha = await repo.commit({
    files: { '.mlpipelines/churn.yml': PIPELINE + more },
    by: 'ada',
  });
  await settle();
  const id = (await runs())[0]?.id ?? '';
  await until(id, ({ status }) => status === 'failed' || status === 'waiting');
  const published = async () => {
    for (let round = 0; round < 3; round += 1) {
      clock.advance(15_000);
      await publish();
    }
  };
  await published();
  const check = (name: string) => {
    const found = repo.checkRuns(sha).findLast((each) => each.name === name);
    if (found === undefined) throw new Error(`There is no check ${name}.`);
    return found;
  };
  const attempts = async () => {
    await settle();
    return (await runs()).map(({ number, attempt, actor }) => `#${number}.${attempt} ${actor}`);
  };
  return { ...test, id, check, published, attempts };
}

describe('a button on a check', () => {
  test('runs again what failed, or all of it, once for each press, for people who may write', async () => {
    const { github, repo, check, attempts, runs, store } = await failedRun();
    const run = check('mlpipelines: churn');
    expect(run.actions.map(({ identifier }) => identifier)).toEqual(['rerun-failed', 'rerun-all']);
    github.deliveries.rule({ event: 'check_run', fate: { kind: 'duplicate' } });
    github.user('ada').press(repo, run.id, 'rerun-failed');
    expect(await attempts()).toEqual(['#1.2 ada', '#1.1 ada']);
    const again = await store.runs.load((await runs())[0]?.id ?? '');
    expect(again?.steps.find(({ key }) => key === 'data')?.takenFrom).not.toBeNull();
    github.user('ada').press(repo, run.id, 'rerun-all');
    github.user('ada').rerun(repo, run.id);
    expect(await attempts()).toHaveLength(4);
  });

  test('cancels a run that waits, for whoever may', async () => {
    const waits = '  deploy: { needs: [data], approval: { environment: x }, run: echo }\n';
    const { github, repo, check, runs, settle } = await failedRun(waits);
    const { id, actions } = check('mlpipelines: churn');
    expect(actions.map(({ label }) => label)).toEqual(['Approve', 'Reject', 'Cancel']);
    github.user('bob').press(repo, id, 'cancel');
    await settle();
    expect((await runs())[0]?.cancel).toBeNull();
    github.user('ada').press(repo, id, 'cancel');
    await settle();
    expect((await runs())[0]?.cancel).toMatchObject({ by: 'ada', reason: 'cancelled by ada' });
  });

  test('decides about what waits, and only about what it was shown for, by the law of approvals', async () => {
    const waits = '  deploy: { needs: [data], approval: {}, run: echo }\n';
    const {
      github,
      repo,
      check,
      store,
      settle,
      checked,
      published,
      id: run,
    } = await failedRun(waits);
    repo.collaborator('cat', 'write');
    const { id, actions } = check('mlpipelines: churn');
    const approve = actions[0]?.identifier ?? '';
    expect(approve).toMatch(/^approve:[0-9a-f]{8}$/);
    const deploy = async () => {
      await settle();
      await checked(run);
      return (await store.runs.load(run))?.steps.find(({ key }) => key === 'deploy')?.state;
    };
    // Who wrote the change approves nothing of it.
    github.user('ada').press(repo, id, approve);
    expect(await deploy()).toBe('approval');
    await published();
    expect(check('mlpipelines: churn').summary).toContain(
      '> `ada` pressed Approve, and nothing happened: `deploy` is not approved: ',
    );
    // As if the button were an older one, for other steps.
    const record = check('mlpipelines: churn');
    record.actions = [{ label: 'Approve', description: '', identifier: 'approve:00000000' }];
    github.user('cat').press(repo, id, 'approve:00000000');
    expect(await deploy()).toBe('approval');
    record.actions = actions;
    github.user('cat').press(repo, id, approve);
    expect(await deploy()).not.toBe('approval');
  });

  test('lets a commit run that is held back, without secrets, for whoever may say so', async () => {
    const clock = new ManualClock(Date.parse('2026-05-01T12:00:00Z'));
    const { github, repo, settle, publish, runs } = await openTestIngress({ clock });
    repo.protect('main');
    const text = PIPELINE.replace('on: {', 'on: { pull_request: {},');
    await repo.commit({ files: { '.mlpipelines/churn.yml': text }, by: 'ada' });
    const fork = await repo.fork('eve');
    const sha = await fork.commit({ branch: 'evil', files: { 'a.py': 'x\n' }, by: 'eve' });
    const pull = await github.user('eve').openPull(repo, { head: 'evil', from: fork });
    await settle();
    for (let round = 0; round < 2; round += 1) {
      clock.advance(15_000);
      await publish();
    }
    const held = repo.checkRuns(sha).find(({ name }) => name === 'mlpipelines');
    expect(held?.actions.map(({ label }) => label)).toEqual(['Let it run']);
    github.user('bob').press(repo, held?.id ?? 0, 'let-run');
    await settle();
    expect(await runs()).toHaveLength(1);
    github.user('ada').press(repo, held?.id ?? 0, 'let-run');
    await settle();
    expect((await runs())[0]).toMatchObject({ sha, hosted: { trust: 'untrusted', pull } });
    // Once is enough: the commit names the run.
    github.user('ada').press(repo, held?.id ?? 0, 'let-run');
    await settle();
    expect(await runs()).toHaveLength(2);
  });

  test('pressed by someone who may not does nothing but say so in the check, and in the audit', async () => {
    const { github, repo, check, attempts, published, store } = await failedRun();
    const { id } = check('mlpipelines: churn');
    github.user('bob').press(repo, id, 'rerun-failed');
    expect(await attempts()).toEqual(['#1.1 ada']);
    await published();
    expect(check('mlpipelines: churn').summary).toContain(
      '> `bob` pressed Re-run failed, and nothing happened: this needs write access to this repository.',
    );
    const audit = await store.audits.list({
      repository: repo.record.id,
      first: 'newest',
      limit: 5,
    });
    expect(audit).toMatchObject([
      { actor: 'bob', asked: 'button rerun-failed', decision: 'refused', permission: 'read' },
    ]);
    repo.collaborator('bob', 'write');
    github.user('bob').press(repo, id, 'rerun-failed');
    expect(await attempts()).toEqual(['#1.2 bob', '#1.1 ada']);
    await published();
    expect(check('mlpipelines: churn').summary).not.toContain('nothing happened');
  });

  test('that cannot be obeyed says why', async () => {
    const { github, repo, check, attempts, published, host, id } = await failedRun();
    host.acts.set('train', () => [begun()]);
    github.user('ada').press(repo, check('mlpipelines: churn').id, 'rerun-all');
    await attempts();
    await published();
    const open = repo
      .checkRuns()
      .find(({ externalId }) => externalId?.startsWith('run/') && externalId !== `run/${id}#1`);
    github.user('ada').rerun(repo, open?.id ?? 0);
    expect(await attempts()).toHaveLength(2);
    await published();
    expect(open?.summary).toContain('nothing happened: Run #1.2 is not over yet.');
  });

  test('on the check of all pipelines, or on all checks at once, runs again what failed', async () => {
    const { github, repo, check, attempts } = await failedRun();
    github.user('ada').rerun(repo, check('mlpipelines').id);
    expect(await attempts()).toEqual(['#1.2 ada', '#1.1 ada']);
  });

  test('beside all checks runs again what failed', async () => {
    const { github, repo, check, attempts } = await failedRun();
    github.user('ada').rerunAll(repo, check('mlpipelines').id);
    expect(await attempts()).toEqual(['#1.2 ada', '#1.1 ada']);
  });
});
