import { describe, expect, test } from 'vitest';
import type { Role } from '../../doubles/github/state/accounts.ts';
import { clientOfUser } from '../../doubles/github/testing/open-test-github.ts';
import { openTestIngress } from '../open-ingress.ts';

const pipeline = (approval: string) => `name: churn
on: { push: { branches: [release] } }
steps:
  deploy: { approval: ${approval}, run: echo deploy }
`;
const PEOPLE: Readonly<Record<string, Role>> = { cat: 'write', dan: 'write', fay: 'write' };

/** Ada pushed a release that waits for its approval; a pull request shows it. */
async function waiting(approval = '{ environment: production }', message?: string) {
  const test = await openTestIngress();
  const { github, repo, settle } = test;
  for (const [login, role] of Object.entries(PEOPLE)) repo.collaborator(login, role);
  github.organization('acme').team('leads', 'dan', 'fay');
  repo.protect('main');
  repo.protect('release', { approvals: 1 });
  await repo.commit({ files: { 'README.md': '' }, by: 'ada' });
  // What makes a branch is trusted no further than whoever made it.
  await repo.commit({ branch: 'release', files: { 'README.md': '1\n' }, by: 'ada' });
  const file = { '.mlpipelines/churn.yml': pipeline(approval) };
  await repo.commit({ files: file, by: 'ada' });
  const push = { branch: 'release', files: { ...file, 'src/a.py': '1\n' }, by: 'ada' };
  await repo.commit({ ...push, ...(message !== undefined && { message }) });
  const pull = await github.user('ada').openPull(repo, { head: 'release' });
  await settle();
  const id = (await test.runs())[0]?.id ?? '';
  await test.until(id, ({ status }) => status === 'waiting');
  await test.messages();
  const deploy = async () => {
    await test.checked(id);
    return (await test.store.runs.load(id))?.steps[0];
  };
  return {
    ...test,
    pull,
    deploy,
    isWaiting: async () => (await deploy())?.state === 'approval',
    review: async (login: string, state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED') => {
      github.user(login).review(repo, pull, { state });
      await settle();
    },
    say: async (login: string, text: string) => {
      github.user(login).comment(repo, pull, text);
      await settle();
      const told = await test.messages();
      return told.flatMap((one) => (one.type === 'reply' ? [one.text] : [])).join();
    },
    remarks: async () =>
      (await test.messages()).flatMap((one) => (one.type === 'remark' ? [one.text] : [])),
  };
}

describe('an approval', () => {
  test('by review counts from whoever may write and had no hand in the change, and is audited', async () => {
    const { review, isWaiting, remarks, store, repo } = await waiting();
    await review('bob', 'APPROVED');
    expect(await remarks()).toEqual([
      'The approval by `bob` does not count for `deploy`: `bob` may not write to this repository.',
    ]);
    await review('cat', 'COMMENTED');
    expect(await isWaiting()).toBe(true);
    await review('cat', 'APPROVED');
    expect(await isWaiting()).toBe(false);
    const audit = await store.audits.list({
      repository: repo.record.id,
      first: 'newest',
      limit: 10,
    });
    expect(audit.map(({ actor, decision }) => [actor, decision])).toEqual(
      expect.arrayContaining([
        ['bob', 'refused'],
        ['cat', 'granted'],
      ]),
    );
  });

  test('does not count from authors, co-authors, bots or before there is anything to approve', async () => {
    const message = 'Train longer\n\nCo-authored-by: Cat <cat@users.noreply.github.com>';
    const { say, isWaiting, review, remarks } = await waiting(undefined, message);
    expect(await say('ada', '/mlp approve #1')).toContain('`ada` had a hand in this change');
    expect(await say('cat', '/mlp approve #1')).toContain('`cat` had a hand in this change');
    await review('cat', 'APPROVED');
    expect((await remarks()).join()).toContain('`cat` had a hand in this change');
    expect(await isWaiting()).toBe(true);
    expect(await say('dan', '/mlp approve')).toContain('`/mlp approve #12`');
    expect(await say('dan', '/mlp approve #7')).toBe('There is no run `#7` here.');
    expect(await say('dan', '/mlp approve #1 tarin')).toBe(
      'No step `tarin` of churn #1 waits for approval.',
    );
    expect(await say('dan', '/mlp approve #1')).toBe(
      'churn #1:\n- `deploy` approved; it starts once GitHub has confirmed that its approval counts.',
    );
    expect(await isWaiting()).toBe(false);
  });

  test('counts only from reviewers, by login or team, as often as is asked', async () => {
    const approval = '{ environment: production, reviewers: [cat, "@acme/leads"], count: 2 }';
    const { repo, say, review, deploy, github, settle, pull } = await waiting(approval);
    repo.collaborator('gus', 'write');
    expect(await say('gus', '/mlp approve #1')).toContain(
      '`gus` is not among its reviewers (`cat`, `@acme/leads`)',
    );
    await review('dan', 'APPROVED');
    expect(await deploy()).toMatchObject({ reason: 'waits for 1 more approval' });
    // Whoever takes it back is not counted.
    const [given] = [...(repo.pulls()[0]?.pull.reviews.values() ?? [])];
    await review('dan', 'CHANGES_REQUESTED');
    expect(given?.state).toBe('APPROVED');
    expect(await deploy()).toMatchObject({ approvals: [], reason: 'waits for 2 more approvals' });
    expect(await say('cat', '/mlp approve #1')).toContain(
      `\`dan\` asks for changes in pull request #${pull}`,
    );
    await review('dan', 'APPROVED');
    expect(await deploy()).toMatchObject({ reason: 'waits for 1 more approval' });
    github.user('cat').review(repo, pull, { state: 'APPROVED' });
    await settle();
    expect((await deploy())?.state).not.toBe('approval');
  });

  test('is not stopped by the objection of somebody who could not approve', async () => {
    const anyone = await waiting();
    await anyone.review('bob', 'CHANGES_REQUESTED');
    await anyone.review('cat', 'APPROVED');
    expect(await anyone.remarks()).toEqual([null]);
    expect(await anyone.isWaiting()).toBe(false);
    const named = await waiting('{ environment: production, reviewers: [cat] }');
    await named.review('dan', 'CHANGES_REQUESTED');
    await named.review('cat', 'APPROVED');
    expect(await named.isWaiting()).toBe(false);
  });

  test('of another commit than the one that waits, or of one that is not the head any more, does not count', async () => {
    const { github, repo, settle, pull, isWaiting, remarks, runs, until } = await waiting();
    const old = await repo.sha('release');
    await repo.commit({ branch: 'release', files: { 'README.md': 'x\n' }, by: 'ada' });
    await settle();
    await until((await runs())[0]?.id ?? '', ({ status }) => status === 'waiting');
    await remarks();
    const { rest } = clientOfUser(github, 'cat');
    const review = { owner: 'acme', repo: 'churn', pull_number: pull, commit_id: old };
    await rest.pulls.createReview({ ...review, event: 'APPROVE' });
    await settle();
    expect(await isWaiting()).toBe(true);
    const [first, second, ...more] = await remarks();
    expect(first).toContain(`it is about ${old.slice(0, 10)}, and this run about another commit`);
    expect(second).toContain('the pull request has moved on to another commit');
    expect(more).toEqual([]);
  });

  test('is a rejection where a reviewer says so, and ends the step', async () => {
    const { say, deploy } = await waiting('{ environment: production, reviewers: [dan] }');
    expect(await say('cat', '/mlp reject #1')).toContain('not among its reviewers');
    expect(await say('dan', '/mlp reject #1 deploy')).toBe('churn #1:\n- `deploy` rejected.');
    expect(await deploy()).toMatchObject({ result: 'rejected', reason: 'dan rejected it' });
  });
});

describe('a change that no person made', () => {
  async function byBot(approval: string) {
    const test = await openTestIngress();
    const { github, repo, settle, runs, until, store } = test;
    for (const [login, role] of Object.entries(PEOPLE)) repo.collaborator(login, role);
    github.app({ slug: 'renovate' });
    repo.protect('main').protect('release');
    const policy = { '.github/mlpipelines.yml': 'bots: [renovate]\n' };
    const file = { '.mlpipelines/churn.yml': pipeline(approval) };
    await repo.commit({ files: { ...policy, ...file }, by: 'ada' });
    await repo.commit({ branch: 'release', files: { 'a.txt': '1' }, by: 'ada' });
    await settle();
    const sha = await repo.commit({
      branch: 'release',
      files: { 'a.txt': '2' },
      by: 'renovate[bot]',
    });
    await settle();
    const run = (await runs()).find((each) => each.sha === sha);
    const id = run?.id ?? '';
    await until(id, ({ status }) => status === 'waiting');
    const issue = github.user('ada').openIssue(repo, 'x');
    const approve = async (login: string) => {
      github.user(login).comment(repo, issue, `/mlp approve #${run?.number}`);
      await settle();
      await test.checked(id);
      return (await store.runs.load(id))?.steps[0];
    };
    return { approve };
  }

  test('needs two approvals where the step names nobody for it', async () => {
    const { approve } = await byBot('{}');
    expect(await approve('cat')).toMatchObject({
      state: 'approval',
      reason: 'waits for 1 more approval',
    });
    expect((await approve('cat'))?.state).toBe('approval');
    expect((await approve('dan'))?.state).not.toBe('approval');
  });

  test('needs one where the step names who approves', async () => {
    const { approve } = await byBot('{ reviewers: [cat] }');
    expect((await approve('cat'))?.state).not.toBe('approval');
  });
});
